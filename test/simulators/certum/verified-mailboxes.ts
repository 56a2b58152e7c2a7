import type { SimulatorClock } from "../shared/simulator-clock.js";
import type { VerifiedMailboxes } from "./partner-orders.js";

/** A mailbox that was verified is good for 30 days (CA/B Forum S/MIME BR 4.2.1). */
export const MAILBOX_REUSE = 30 * 24 * 3600 * 1000;

/** When which mailbox was verified for whom. */
export class MailboxRegister implements VerifiedMailboxes {
  readonly #verified = new Map<string, Date>();

  constructor(private readonly clock: SimulatorClock) {}

  verify(customer: string, address: string, at: Date = this.clock.now()): void {
    this.#verified.set(keyOf(customer, address), at);
  }

  verifiedAt(customer: string, address: string): Date | undefined {
    const at = this.#verified.get(keyOf(customer, address));
    const isFresh = at !== undefined && this.clock.now().getTime() - at.getTime() < MAILBOX_REUSE;
    return isFresh ? at : undefined;
  }
}

/** The part before the @ is the mail server's business; all that exist ignore its case. */
function keyOf(customer: string, address: string): string {
  return JSON.stringify([customer, address.toLowerCase()]);
}
