import type { Authority } from "../pki/authority.js";
import { generateKeyPair } from "../pki/key-algorithm.js";
import { x509 } from "../pki/x509.js";
import type { Attachment, Mail, Mailbox } from "../shared/mailbox.js";
import { PortalError } from "../shared/portal-error.js";
import type { SimulatorClock } from "../shared/simulator-clock.js";
import { validityFrom, type CertificateIssuer } from "./certificate-issuer.js";
import {
  certificateAttachment,
  certificateMail,
  type CertificateMailOptions,
  type MailedCertificates,
} from "./certificate-mail.js";
import type { Order } from "./order.js";
import type { OrderRegister } from "./order-register.js";

export interface ApprovalOptions {
  /** How the certificate is mailed; the simulator's own choice otherwise. */
  readonly mail?: CertificateMailOptions;
  /** Days, which may be a fraction. */
  readonly validityDays?: number;
}

interface Surroundings {
  readonly orders: OrderRegister;
  readonly issuer: CertificateIssuer;
  readonly issuing: Authority;
  readonly mailbox: Mailbox;
  readonly clock: SimulatorClock;
}

interface Habits {
  readonly mail: CertificateMailOptions;
  readonly validityDays: number;
}

/** The people who decide about orders. */
export class OrderOffice {
  #otherCertificate: Promise<Buffer> | undefined;

  constructor(
    private readonly world: Surroundings,
    private readonly habits: Habits,
  ) {}

  /**
   * Issues the certificate and mails it.
   * @throws PortalError `order.unknown`, `order.not-pending`.
   */
  async approve(number: number, options: ApprovalOptions = {}): Promise<Order> {
    const { clock, issuer } = this.world;
    const order = this.#pending(number);
    // Taken before anything is awaited: two approvals must not issue two certificates.
    order.state = "complete";
    const { request, person, account } = order;
    const issued = await issuer.issue({
      subject: request.subject,
      publicKey: request.publicKey,
      keyType: request.keyType,
      email: person.email,
      account,
      ...validityFrom(clock.now(), options.validityDays ?? this.habits.validityDays),
    });
    order.certificate = issued.der;
    await this.mail(number, options.mail);
    return order;
  }

  /** @throws PortalError `order.unknown`, `order.not-pending`. */
  reject(number: number, reason: string): Order {
    const order = this.#pending(number);
    order.state = "rejected";
    order.reason = reason;
    return order;
  }

  /** @throws PortalError `order.unknown`, `order.not-pending`. */
  cancel(number: number, reason: string): Order {
    const order = this.#pending(number);
    order.state = "cancelled";
    order.reason = reason;
    return order;
  }

  /**
   * Mails the certificate of a complete order, again if it was mailed before.
   * @throws PortalError `order.unknown`, `order.not-complete`.
   */
  async mail(number: number, mail: CertificateMailOptions = {}): Promise<Mail> {
    const order = this.find(number);
    return this.world.mailbox.deliver(
      certificateMail(order.person.email, number, await this.#certificates(order), {
        ...this.habits.mail,
        ...mail,
      }),
    );
  }

  /** The attachment that the order's page offers. */
  async attachment(order: Order): Promise<Attachment> {
    return certificateAttachment(order.number, await this.#certificates(order), this.habits.mail);
  }

  /** @throws PortalError `order.unknown`. */
  find(number: number): Order {
    const order = this.world.orders.find(number);
    if (order === undefined)
      throw new PortalError(404, "order.unknown", "There is no such order.", String(number));
    return order;
  }

  #pending(number: number): Order {
    const order = this.find(number);
    if (order.state !== "pending")
      throw new PortalError(409, "order.not-pending", "The order is decided.", order.state);
    return order;
  }

  async #certificates(order: Order): Promise<MailedCertificates> {
    if (order.certificate === undefined)
      throw new PortalError(404, "order.not-complete", "The order is not complete.", order.state);
    this.#otherCertificate ??= otherCustomer(this.world.issuing, this.world.clock.now());
    return {
      certificate: order.certificate,
      issuer: this.world.issuing.der,
      other: await this.#otherCertificate,
    };
  }
}

/** A certificate that has nothing to do with any order. */
async function otherCustomer(issuing: Authority, now: Date): Promise<Buffer> {
  const keys = await generateKeyPair("ec-p256");
  const certificate = await issuing.issue({
    subject: new x509.Name("C=LU,O=Another Customer,CN=Somebody Else"),
    publicKey: await x509.PublicKey.create(keys.publicKey),
    extensions: [new x509.BasicConstraintsExtension(false, undefined, true)],
    ...validityFrom(now, 365),
  });
  return Buffer.from(certificate.rawData);
}
