import { Counters } from "../shared/counters.js";
import { Faults } from "../shared/faults.js";
import { Mailbox } from "../shared/mailbox.js";
import { SimulatorClock } from "../shared/simulator-clock.js";
import { CertificateIssuer } from "./certificate-issuer.js";
import { ConfigurationDesk } from "./configuration-desk.js";
import { CssfInbox } from "./cssf-inbox.js";
import { IssuedCertificates } from "./issued-certificates.js";
import { createPki, type LuxtrustPki } from "./luxtrust-pki.js";
import type { LuxtrustSimulatorOptions } from "./options.js";
import { OrderOffice } from "./order-office.js";
import { OrderRegister } from "./order-register.js";
import { SofieDesk } from "./sofie-desk.js";
import { defaultUsers, Users } from "./users.js";

/** Everything there is in the simulated world, apart from its addresses. */
export interface LuxtrustWorld {
  readonly clock: SimulatorClock;
  readonly faults: Faults;
  readonly counters: Counters;
  readonly mailbox: Mailbox;
  readonly pki: LuxtrustPki;
  readonly users: Users;
  readonly issued: IssuedCertificates;
  readonly issuer: CertificateIssuer;
  readonly orders: OrderRegister;
  readonly orderOffice: OrderOffice;
  readonly sofieDesk: SofieDesk;
  readonly configurationDesk: ConfigurationDesk;
  readonly cssfInbox: CssfInbox;
}

/**
 * @param publicUrl where the authority's files are published.
 * @param onError receives what failed while nobody was waiting for it.
 */
export async function createWorld(
  options: LuxtrustSimulatorOptions,
  publicUrl: string,
  onError: (error: unknown) => void,
): Promise<LuxtrustWorld> {
  const clock = new SimulatorClock(onError);
  if (options.now !== undefined) await clock.set(options.now);
  const faults = new Faults();
  const counters = new Counters();
  const mailbox = new Mailbox(clock, faults);
  const pki = await createPki(options.authorityKeys ?? "ec", publicUrl);
  const users = new Users(options.users ?? defaultUsers);
  const issued = new IssuedCertificates();
  const issuer = new CertificateIssuer(pki.issuing, issued, publicUrl);
  const orders = new OrderRegister(clock, issued, counters);
  const sofieDesk = new SofieDesk(users, issued, pki.issuing, clock, counters);
  return {
    clock,
    faults,
    counters,
    mailbox,
    pki,
    users,
    issued,
    issuer,
    orders,
    orderOffice: new OrderOffice(
      { orders, issuer, issuing: pki.issuing, mailbox, clock },
      { mail: options.mail ?? {}, validityDays: options.validityDays ?? 365 },
    ),
    sofieDesk,
    configurationDesk: new ConfigurationDesk({ pki, mailbox, clock, users, uploads: sofieDesk }),
    cssfInbox: new CssfInbox(issued, clock, counters),
  };
}
