import type { HttpRequest, HttpResponse } from "@perennial/api";
import type { FakeClock } from "./fake-clock.js";
import type { PanelOrder } from "./kept-order.js";
import { refusal, toOrder } from "./panel-pages.js";

const day = 86_400_000;

/** The e-mail verification of {@link FakePanel}; `docs/portal.md`, "E-mail verification". */
export class PanelEmailDesk {
  /** Mailboxes that were verified, and when. */
  readonly mailboxes = new Map<string, string>();

  constructor(private readonly clock: FakeClock) {}

  /** The person opens the link in the newest mail. */
  openLink(order: PanelOrder): void {
    if (order.email === undefined) throw new Error("no mail");
    order.email.verifiedAt = this.clock.time;
    order.email.reusableUntil = new Date(Date.parse(this.clock.time) + 30 * day).toISOString();
    this.mailboxes.set(order.email.address, this.clock.time);
    order.steps.email = "verified";
    order.steps.activation = "awaiting-data";
  }

  /** A mailbox is given. */
  give(
    request: HttpRequest,
    order: PanelOrder,
    fields: { readonly [name: string]: unknown },
  ): HttpResponse {
    const reference = String(fields["reference"]);
    if (order.email?.reference === reference) return refusal(request, 409, "email.duplicate");
    if (order.steps.data !== "verified" || order.steps.email === "verified") {
      return refusal(request, 409, "step.not-open");
    }
    const address = String(fields["address"]);
    const now = this.clock.time;
    order.email = { reference, address, sentAt: now, validUntil: later(now, 1) };
    order.steps.email = "waiting-for-verification";
    const before = this.mailboxes.get(address);
    if (before !== undefined && Date.parse(later(before, 30)) > Date.parse(now)) {
      order.email.verifiedAt = before;
      order.email.reusableUntil = later(before, 30);
      order.steps.email = "verified";
      order.steps.activation = "awaiting-data";
    }
    return toOrder(request, order.number);
  }

  /** Another link is sent. */
  resend(request: HttpRequest, order: PanelOrder): HttpResponse {
    const { email } = order;
    if (email === undefined || order.steps.email !== "waiting-for-verification") {
      return refusal(request, 409, "email.not-waiting");
    }
    email.sentAt = this.clock.time;
    email.validUntil = later(email.sentAt, 1);
    return toOrder(request, order.number);
  }
}

function later(instant: string, days: number): string {
  return new Date(Date.parse(instant) + days * day).toISOString();
}
