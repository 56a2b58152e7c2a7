import type { Mailbox } from "../../shared/mailbox.js";
import type { Counters } from "../../shared/counters.js";
import { PortalError } from "../../shared/portal-error.js";
import type { SimulatorClock } from "../../shared/simulator-clock.js";
import { tilesOf, type EmailSubmission, type Order } from "../order.js";
import type { OrderRegister } from "../order-register.js";
import type { MailboxRegister } from "../verified-mailboxes.js";
import type { EmailLinks } from "./email-links.js";

/** Links of one order in 24 hours. */
const MOST_LINKS = 10;
const DAY = 24 * 3600 * 1000;

export interface EmailDeskContext {
  readonly orders: OrderRegister;
  readonly links: EmailLinks;
  readonly mailboxes: MailboxRegister;
  readonly mailbox: Mailbox;
  readonly clock: SimulatorClock;
  readonly counters: Counters;
  /** The site's address with a slash at the end, once there is one. */
  readonly siteUrl: () => string;
}

/** Verifies mailboxes by a link that is mailed to them. */
export class EmailDesk {
  readonly #sent = new Map<Order, number[]>();
  readonly #readers: ((order: Order, token: string) => void)[] = [];

  constructor(private readonly context: EmailDeskContext) {}

  /** Calls back for every link that is mailed from now on. */
  onLink(reader: (order: Order, token: string) => void): void {
    this.#readers.push(reader);
  }

  /**
   * Takes an address; one whose mailbox was verified less than 30 days ago is verified at once.
   * @throws PortalError what `portal.md` lists for `POST panel/email`.
   */
  async submit(order: Order, reference: string, address: string): Promise<void> {
    const { orders, mailboxes } = this.context;
    const { email: tile } = tilesOf(order);
    const isOpen = tile === "awaiting-data" || tile === "waiting-for-verification";
    orders.admit(order, "email", reference, isOpen);
    if (!isAddress(address))
      throw new PortalError(400, "email.invalid", "This is no e-mail address.", address);
    const verifiedAt = mailboxes.verifiedAt(order.customer, address);
    if (verifiedAt === undefined) {
      this.#checkRate(order);
      const email = { reference, address, sentAt: this.#nextInstant(order) };
      order.email = email;
      orders.useReference(order, "email", reference);
      await this.#mail(order, email);
      return;
    }
    order.email = { reference, address, sentAt: verifiedAt, verifiedAt };
    orders.useReference(order, "email", reference);
    this.context.counters.add("emails.reused");
  }

  /** @throws PortalError `email.not-waiting`, `email.too-often`. */
  async resend(order: Order): Promise<void> {
    const { email } = order;
    const { email: tile } = tilesOf(order);
    if (email === undefined || tile !== "waiting-for-verification")
      throw new PortalError(409, "email.not-waiting", "No address waits to be verified.", tile);
    this.#checkRate(order);
    email.sentAt = this.#nextInstant(order);
    await this.#mail(order, email);
  }

  /** The order and address of a link. @throws PortalError as {@link EmailLinks.look}. */
  look(token: string): { readonly order: Order; readonly email: EmailSubmission } {
    return this.context.links.look(token);
  }

  /** Follows a link. @throws PortalError as {@link EmailLinks.look}. */
  confirm(token: string): Order {
    const { links, mailboxes, clock } = this.context;
    const { order, email } = links.use(token);
    email.verifiedAt = clock.now();
    mailboxes.verify(order.customer, email.address);
    return order;
  }

  /** Each mail has an instant of its own, also while the clock stands still. */
  #nextInstant({ email }: Order): Date {
    const now = this.context.clock.now().getTime();
    return new Date(Math.max(now, (email?.sentAt.getTime() ?? 0) + 1));
  }

  #checkRate(order: Order): void {
    const now = this.context.clock.now().getTime();
    const recent = (this.#sent.get(order) ?? []).filter((at) => now - at < DAY);
    this.#sent.set(order, recent);
    const [first = now] = recent;
    if (recent.length < MOST_LINKS) return;
    throw new PortalError(429, "email.too-often", "Too many mails. Please try later.", "", {
      "retry-after": String(Math.ceil((first + DAY - now) / 1000)),
    });
  }

  async #mail(order: Order, email: EmailSubmission): Promise<void> {
    const { address, sentAt } = email;
    const { links, mailbox, counters, siteUrl } = this.context;
    const token = links.open(order, email);
    this.#sent.set(order, [...(this.#sent.get(order) ?? []), sentAt.getTime()]);
    counters.add("emails.sent");
    await mailbox.deliver({
      from: "certum@certum.example",
      to: address,
      subject: `Certum - confirm your e-mail address (${order.number})`,
      text: `Please confirm that this mailbox is yours. The link is valid for 24 hours and can be used once:\n\n${siteUrl()}verify/email?token=${token}\n`,
      attachments: [],
    });
    for (const reader of this.#readers) reader(order, token);
  }
}

function isAddress(text: string): boolean {
  return (
    text.length <= 254 &&
    /^[^\s@<>()[\],;:"\\]+@[^\s@<>()[\],;:"\\.]+(\.[^\s@<>()[\],;:"\\.]+)+$/.test(text)
  );
}
