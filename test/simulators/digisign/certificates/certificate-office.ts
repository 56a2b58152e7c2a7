import { x509 } from "../../pki/x509.js";
import type { Counters } from "../../shared/counters.js";
import type { Mail, Mailbox } from "../../shared/mailbox.js";
import { PortalError } from "../../shared/portal-error.js";
import type { SimulatorClock } from "../../shared/simulator-clock.js";
import type { DigisignPki } from "../digisign-pki.js";
import type { Order } from "../order.js";
import type { OrderRegister } from "../order-register.js";
import { validityFrom, type CertificateIssuer } from "./certificate-issuer.js";
import { certificateMail } from "./certificate-mail.js";
import {
  ExistingCertificates,
  type ExistingCertificate,
  type ExistingCertificateRequest,
} from "./existing-certificate.js";
import { handedOut, type CertificateVariant } from "./handed-out.js";

interface Surroundings {
  readonly pki: DigisignPki;
  readonly issuer: CertificateIssuer;
  readonly orders: OrderRegister;
  readonly mailbox: Mailbox;
  readonly clock: SimulatorClock;
  readonly counters: Counters;
  /** Validity of new certificates. */
  readonly validityDays: number;
}

/** Issues certificates of approved orders, hands them out and mails them. */
export class CertificateOffice {
  readonly #existing: ExistingCertificates;

  constructor(private readonly world: Surroundings) {
    this.#existing = new ExistingCertificates(world.pki, world.issuer);
  }

  /** The certificate of a token whose renewal is due. */
  issueExisting(request: ExistingCertificateRequest): Promise<ExistingCertificate> {
    return this.#existing.issueExisting(request);
  }

  /** Issues the certificate of an approved order, once, and mails it. */
  async issue(order: Order): Promise<void> {
    if (order.state !== "approved") return;
    // Taken before anything is awaited: two appointments must not issue two certificates.
    order.state = "issued";
    const { issuer, clock, validityDays, counters } = this.world;
    const old = new x509.X509Certificate(order.request.certificate.der);
    const issued = await issuer.issue({
      subject: old.subjectName,
      publicKey: order.request.csr?.publicKey ?? old.publicKey,
      email: order.request.email,
      ...validityFrom(clock.now(), validityDays),
    });
    order.issued = issued.der;
    counters.add("certificates.issued");
    await this.mail(order.number);
  }

  /**
   * Mails what is handed out for an order, or something else.
   * @throws PortalError `order.unknown`, `certificate.not-issued`.
   */
  async mail(number: string, variant?: CertificateVariant): Promise<Mail> {
    const order = this.world.orders.get(number);
    const content = await this.fileOf(order, variant);
    return this.world.mailbox.deliver(certificateMail(order.request.email, number, content));
  }

  /**
   * Says what the portal hands out from now on, and what is mailed when it is issued.
   * @throws PortalError `order.unknown`.
   */
  handOut(number: string, variant: CertificateVariant): void {
    this.world.orders.get(number).variant = variant;
  }

  /** @throws PortalError `certificate.not-issued` (detail: the issuing date). */
  async fileOf(order: Order, variant: CertificateVariant = order.variant): Promise<Buffer> {
    if (order.issued === undefined)
      throw new PortalError(
        409,
        "certificate.not-issued",
        "The certificate has not been issued.",
        order.request.issuingDate.toString(),
      );
    return handedOut(this.world, order, order.issued, variant);
  }
}
