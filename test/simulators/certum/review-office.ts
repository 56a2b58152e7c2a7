import type { Mailbox } from "../shared/mailbox.js";
import type { Counters } from "../shared/counters.js";
import { PortalError } from "../shared/portal-error.js";
import type { SimulatorClock } from "../shared/simulator-clock.js";
import { subjectFor } from "./activation/certificate-fields.js";
import { certificateMail } from "./certificates/certificate-mail.js";
import type { OrganizationRegister } from "./data/organization-register.js";
import { tilesOf, type Order, type Tiles } from "./order.js";
import type { OrderRegister } from "./order-register.js";
import type { CertificateAuthority, CertificateVariant, UsedKeys } from "./partner-orders.js";
import { organizationIdentifier } from "./rules/registries.js";

export interface ReviewOfficeContext {
  readonly orders: OrderRegister;
  readonly organizations: OrganizationRegister;
  readonly authority: CertificateAuthority;
  readonly keys: UsedKeys;
  readonly mailbox: Mailbox;
  readonly clock: SimulatorClock;
  readonly counters: Counters;
}

/** The operator, who looks at data and requests, and decides. */
export class ReviewOffice {
  #documentNumbers = 0;

  constructor(private readonly context: ReviewOfficeContext) {}

  /**
   * Approves the organization data of an order.
   * @param identifier the organization identifier that the operator reads in a document; otherwise
   *   it follows from the registration, or is made up.
   * @throws PortalError `order.unknown`, `order.not-in-review`.
   */
  approveData(number: string, identifier?: string): Order {
    const order = this.#waiting(number, "data");
    const { data } = order;
    if (data === undefined) return order;
    const { country, registration } = data;
    const madeUp = (): string =>
      `NTR${country}-${String(++this.#documentNumbers).padStart(10, "0")}`;
    const found = registration === null ? madeUp() : organizationIdentifier(country, registration);
    data.verified = this.context.organizations.add(order.customer, data, identifier ?? found);
    return order;
  }

  /** @throws PortalError `order.unknown`, `order.not-in-review`. */
  rejectData(number: string, reason: string): Order {
    const order = this.#waiting(number, "data");
    if (order.data !== undefined) order.data.rejection = { reason, at: this.context.clock.now() };
    return order;
  }

  /**
   * Issues the certificate of an order and mails it.
   * @throws PortalError `order.unknown`, `order.not-in-review`, `certificate.none-before`.
   */
  async issue(number: string, variant?: CertificateVariant): Promise<Order> {
    return this.#handOut(this.#waiting(number, "activation"), variant);
  }

  /**
   * Issues anew for an order whose certificate was issued, and mails that: what the panel hands out
   * from now on.
   * @throws PortalError `order.unknown`, `certificate.not-issued`, `certificate.none-before`.
   */
  async handOut(number: string, variant?: CertificateVariant): Promise<Order> {
    const order = this.context.orders.get(number);
    if (order.certificate === undefined)
      throw new PortalError(409, "certificate.not-issued", "Nothing was issued yet.", number);
    return this.#handOut(order, variant);
  }

  /** @throws PortalError `order.unknown`, `order.not-in-review`. */
  rejectIssuing(number: string, reason: string): Order {
    const order = this.#waiting(number, "activation");
    if (order.activation !== undefined)
      order.activation.rejection = { reason, at: this.context.clock.now() };
    this.context.keys.release(order.number);
    return order;
  }

  async #handOut(order: Order, variant: CertificateVariant | undefined): Promise<Order> {
    const { activation, email } = order;
    const { authority, mailbox, counters } = this.context;
    if (activation === undefined || email === undefined) return order;
    const certificate = await authority.issue(
      {
        subject: subjectFor(order),
        mailbox: email.address,
        publicKey: activation.publicKey,
        days: order.days,
        customer: order.customer,
        order: order.number,
      },
      variant,
    );
    order.certificate = certificate;
    counters.add("certificates.issued");
    await mailbox.deliver(certificateMail(email.address, order.number, certificate));
    return order;
  }

  #waiting(number: string, step: keyof Tiles): Order {
    const order = this.context.orders.get(number);
    const tile = tilesOf(order)[step];
    if (tile !== "waiting-for-verification")
      throw new PortalError(409, "order.not-in-review", "Nothing is to decide.", tile);
    return order;
  }
}
