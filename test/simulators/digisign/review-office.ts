import { PortalError } from "../shared/portal-error.js";
import type { SimulatorClock } from "../shared/simulator-clock.js";
import type { CertificateOffice } from "./certificates/certificate-office.js";
import type { CertificateVariant } from "./certificates/handed-out.js";
import type { SentKind } from "./documents/document-kind.js";
import type { Order } from "./order.js";
import type { OrderRegister } from "./order-register.js";
import { issuingInstant } from "./rules/bucharest.js";

export interface ApprovalOptions {
  /** What is handed out instead of the certificate. */
  readonly certificate?: CertificateVariant;
}

/** The operator, who looks at payment and documents, and decides. */
export class ReviewOffice {
  constructor(
    private readonly orders: OrderRegister,
    private readonly certificates: CertificateOffice,
    private readonly clock: SimulatorClock,
  ) {}

  /**
   * Approves an order: its certificate is issued on the issuing date at 09:00 in Bucharest, or at
   * once if that has passed.
   * @throws PortalError `order.unknown`, `order.not-in-review`, `order.unpaid`.
   */
  async approve(number: string, options: ApprovalOptions = {}): Promise<Order> {
    const order = this.#inReview(number);
    if (!order.paid) throw new PortalError(409, "order.unpaid", "The order is not paid.", number);
    order.state = "approved";
    order.variant = options.certificate ?? order.variant;
    const due = issuingInstant(order.request.issuingDate);
    if (due <= this.clock.now()) await this.certificates.issue(order);
    else this.clock.at(due, () => this.certificates.issue(order));
    return order;
  }

  /**
   * Sends documents back.
   * @throws PortalError `order.unknown`, `order.not-in-review`, `input.wrong` without any document.
   */
  reject(number: string, reason: string, kinds: readonly SentKind[]): Order {
    const order = this.#inReview(number);
    const documents = [...new Set(kinds)];
    if (documents.length === 0)
      throw new PortalError(400, "input.wrong", "Say which documents are sent back.", "documents");
    for (const kind of documents) order.documents.delete(kind);
    order.state = "rejected";
    order.rejection = { reason, documents, at: this.clock.now() };
    return order;
  }

  /** @throws PortalError `order.unknown`, `order.closed`. */
  cancel(number: string, reason: string): Order {
    const order = this.orders.get(number);
    if (order.state === "issued" || order.state === "cancelled")
      throw new PortalError(409, "order.closed", "The order is closed.", order.state);
    order.state = "cancelled";
    order.reason = reason;
    return order;
  }

  #inReview(number: string): Order {
    const order = this.orders.get(number);
    if (order.state !== "review")
      throw new PortalError(409, "order.not-in-review", "Nothing is to review.", order.state);
    return order;
  }
}
