import { Counters } from "../shared/counters.js";
import { Faults } from "../shared/faults.js";
import { Mailbox } from "../shared/mailbox.js";
import { SimulatorClock } from "../shared/simulator-clock.js";
import { CertificateIssuer } from "./certificates/certificate-issuer.js";
import { CertificateOffice } from "./certificates/certificate-office.js";
import { ValidationCodes } from "./code/validation-codes.js";
import { createPki, type DigisignPki } from "./digisign-pki.js";
import { DocumentDesk } from "./documents/document-desk.js";
import type { DigisignSimulatorOptions } from "./options.js";
import { OrderDesk } from "./order-desk.js";
import { OrderInput } from "./order-input.js";
import { OrderRegister } from "./order-register.js";
import { PaymentOffice } from "./payment-office.js";
import { ReviewOffice } from "./review-office.js";
import { BusinessDays } from "./rules/business-days.js";
import { DateRules, manualThresholds } from "./rules/date-rules.js";
import { pdfTextReader } from "./verification/pdf-text.js";
import { SignatureCheck } from "./verification/signed-document.js";
import { findTools } from "./verification/system-tools.js";

/** 2 MB. */
const LARGEST_DOCUMENT = 2 * 1024 * 1024;

/** Everything there is in the simulated world, apart from its addresses. */
export interface DigisignWorld {
  readonly clock: SimulatorClock;
  readonly faults: Faults;
  readonly counters: Counters;
  readonly mailbox: Mailbox;
  readonly pki: DigisignPki;
  readonly codes: ValidationCodes;
  readonly orders: OrderRegister;
  readonly orderDesk: OrderDesk;
  readonly certificates: CertificateOffice;
  readonly documentDesk: DocumentDesk;
  readonly payments: PaymentOffice;
  readonly review: ReviewOffice;
}

/**
 * @param publicUrl where the authority's files are published.
 * @param onError receives what failed while nobody was waiting for it.
 */
export async function createWorld(
  options: DigisignSimulatorOptions,
  publicUrl: string,
  onError: (error: unknown) => void,
): Promise<DigisignWorld> {
  const tools = options.tools ?? (await findTools());
  const clock = new SimulatorClock(onError);
  if (options.now !== undefined) await clock.set(options.now);
  const faults = new Faults();
  const counters = new Counters();
  const mailbox = new Mailbox(clock, faults);
  const pki = await createPki(options.authorityKeys ?? "ec", publicUrl);
  const issuer = new CertificateIssuer(pki.issuing, publicUrl);
  const orders = new OrderRegister(clock, issuer, counters);
  const thresholds = { ...manualThresholds, ...options.thresholds };
  const rules = new DateRules(thresholds, new BusinessDays());
  const validityDays = options.validityDays ?? 365;
  const office = { pki, issuer, orders, mailbox, clock, counters, validityDays };
  const certificates = new CertificateOffice(office);
  return {
    clock,
    faults,
    counters,
    mailbox,
    pki,
    codes: new ValidationCodes(counters),
    orders,
    orderDesk: new OrderDesk(new OrderInput(pki, rules, clock), orders, mailbox),
    certificates,
    documentDesk: new DocumentDesk({
      signatures: new SignatureCheck(tools),
      readText: pdfTextReader(tools),
      authorities: pki.issuing.pem + pki.root.pem,
      clock,
      counters,
      largest: options.largestDocument ?? LARGEST_DOCUMENT,
    }),
    payments: new PaymentOffice(orders),
    review: new ReviewOffice(orders, certificates, clock),
  };
}
