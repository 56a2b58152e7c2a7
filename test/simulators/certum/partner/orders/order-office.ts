import { PortalError } from "../../../shared/portal-error.js";
import type { CertificateVariant, PartnerWorld } from "../../partner-orders.js";
import { refuse } from "../partner-refusal.js";
import { MailboxDesk } from "./mailbox-desk.js";
import type { EmailVerification, OrderDraft, PartnerOrder } from "./partner-order.js";
import type { PartnerOrders } from "./order-register.js";

const DAY = 24 * 3600 * 1000;

/** How long an organization that was verified is not looked at again. */
const ORGANIZATION_GOOD_FOR = 825 * DAY;

/** How long after a reissue the old certificate is good. */
const OLD_GOOD_FOR = 14 * DAY;

/** Takes orders from the mailbox over the operator to the certificate. */
export class OrderOffice {
  readonly #mailboxes: MailboxDesk;
  readonly #organizations = new Map<string, Date>();

  constructor(
    private readonly world: PartnerWorld,
    private readonly orders: PartnerOrders,
  ) {
    this.#mailboxes = new MailboxDesk(world);
  }

  /** @throws PartnerRefusal `1012`, `1032`. */
  async place(draft: OrderDraft): Promise<PartnerOrder> {
    const order = this.orders.place(draft);
    this.world.log(`Order ${order.orderID} of ${order.account} has been placed.`);
    await this.#mailboxes.begin(order, order.mailbox);
    this.#afterMailbox(order);
    return order;
  }

  /** Sends a code to the order's mailbox, or to another one that takes its place. */
  async sendCode(order: PartnerOrder, email: string): Promise<EmailVerification> {
    if (order.status !== "AWAITING") throw refuse("verificationNotOpen", "orderID", order.status);
    const before = order.mailbox;
    order.mailbox = email;
    const { subject } = order;
    order.subject = {
      ...subject,
      email,
      commonName: subject.commonName === before ? email : subject.commonName,
    };
    const verification = await this.#mailboxes.begin(order, email);
    this.#afterMailbox(order);
    return verification;
  }

  /** @throws PartnerRefusal `1184`, `1186`. */
  checkCode(order: PartnerOrder, code: string): void {
    this.#mailboxes.check(order, code);
  }

  /** The mailbox is the customer's; nothing happens if that was known. */
  confirmMailbox(order: PartnerOrder): void {
    if (order.status !== "AWAITING") return;
    this.#mailboxes.confirm(order);
    this.#afterMailbox(order);
  }

  /** The operator has found the organization. @throws PortalError `order.not-in-verification`. */
  approve(order: PartnerOrder, options: { organizationIdentifier?: string } = {}): void {
    if (order.status !== "VERIFICATION")
      throw wrongState("order.not-in-verification", "The operator does not look at it.", order);
    order.subject = { ...order.subject, ...options };
    this.#organizations.set(organizationOf(order), this.world.clock.now());
    this.#accept(order);
  }

  /** @throws PortalError `order.closed`. */
  reject(order: PartnerOrder, note: string): void {
    if (order.status === "ENROLLED" || order.status === "REJECTED" || order.isIssuing)
      throw wrongState("order.closed", "The order is closed.", order);
    this.#close(order, note);
    this.world.counters.add("partner.orders.rejected");
  }

  /** Once cancelled, it can be cancelled again. @throws PartnerRefusal `1136`, `1139`. */
  cancel(order: PartnerOrder, note: string | undefined): void {
    if (order.status === "ENROLLED") throw refuse("certificateIssued", "orderID");
    if (order.isIssuing) throw refuse("cannotCancelNow", "orderID");
    if (order.status === "REJECTED") return;
    this.#close(order, note ?? "Cancelled by the partner.");
    this.world.counters.add("partner.orders.cancelled");
  }

  /**
   * Issues the certificate of an accepted order, once.
   * @throws PortalError `order.not-accepted`, and what the authority throws for a variant.
   */
  async issue(order: PartnerOrder, variant: CertificateVariant = order.variant): Promise<void> {
    if (order.status !== "ACCEPTED" || order.isIssuing)
      throw wrongState("order.not-accepted", "It is not time to issue.", order);
    const { subject, mailbox, customer, account, orderID, request, earlier, kind } = order;
    const now = this.world.clock.now();
    const reissued = kind === "reissue" ? earlier : undefined;
    const days =
      reissued === undefined
        ? order.product.days
        : (reissued.notAfter.getTime() - now.getTime()) / DAY;
    // Set before anything is awaited: two appointments must not issue two certificates.
    order.isIssuing = true;
    try {
      const { publicKey } = request;
      order.issued = await this.world.authority.issue(
        { subject, mailbox, publicKey, days, customer, account, order: orderID },
        variant,
      );
    } finally {
      order.isIssuing = false;
    }
    order.variant = variant;
    order.status = "ENROLLED";
    this.world.counters.add("partner.certificates.issued");
    this.world.log(`The certificate of order ${orderID} has been issued.`);
    if (reissued !== undefined)
      this.world.authority.revoke(reissued.serial, new Date(now.getTime() + OLD_GOOD_FOR));
  }

  #afterMailbox(order: PartnerOrder): void {
    const { state } = order.verification;
    if (order.status !== "AWAITING" || (state !== "VERIFIED" && state !== "NOT_REQUIRED")) return;
    if (order.kind === "reissue" || this.#isVerified(order)) {
      this.#accept(order);
      return;
    }
    order.status = "VERIFICATION";
    const { reviewAfter } = this.world.automatic();
    if (reviewAfter === undefined) return;
    this.world.after(reviewAfter, () => {
      if (order.status === "VERIFICATION") this.approve(order);
    });
  }

  #accept(order: PartnerOrder): void {
    order.status = "ACCEPTED";
    this.world.log(`Order ${order.orderID} has been accepted.`);
    const { issueAfter } = this.world.automatic();
    if (issueAfter === undefined) return;
    this.world.after(issueAfter, async () => {
      if (order.status === "ACCEPTED" && !order.isIssuing) await this.issue(order);
    });
  }

  #close(order: PartnerOrder, note: string): void {
    order.status = "REJECTED";
    order.note = note;
    this.world.keys.release(order.orderID);
    this.world.log(`Order ${order.orderID} has been rejected: ${note}`);
  }

  #isVerified(order: PartnerOrder): boolean {
    const at = this.#organizations.get(organizationOf(order));
    return (
      at !== undefined && this.world.clock.now().getTime() - at.getTime() < ORGANIZATION_GOOD_FOR
    );
  }
}

function organizationOf({ account, customer, subject }: PartnerOrder): string {
  const { organization, country, state, locality, organizationIdentifier } = subject;
  return JSON.stringify([
    ...[account, customer, organization, organizationIdentifier],
    ...[country, state, locality],
  ]);
}

function wrongState(code: string, message: string, { status }: PartnerOrder): PortalError {
  return new PortalError(409, code, message, status);
}
