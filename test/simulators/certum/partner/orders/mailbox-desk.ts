import { randomInt } from "node:crypto";
import type { PartnerWorld } from "../../partner-orders.js";
import { refuse } from "../partner-refusal.js";
import type { EmailVerification, PartnerOrder } from "./partner-order.js";

/** The letters and digits of a code. */
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ23456789";
const LENGTH = 10;

/** How long a code is good: S/MIME baseline requirements, 3.2.2.2. */
const GOOD_FOR = 24 * 3600 * 1000;

const MOST_WRONG_CODES = 5;

/** Verifies that the customer reads the mailbox of an order. */
export class MailboxDesk {
  constructor(private readonly world: PartnerWorld) {}

  /** Sends a code, unless the mailbox was verified for this customer a short time ago. */
  async begin(order: PartnerOrder, email: string): Promise<EmailVerification> {
    const verified = this.world.mailboxes.verifiedAt(customerOf(order), email) !== undefined;
    const verification: EmailVerification = verified
      ? { email, state: "NOT_REQUIRED", wrongCodes: 0 }
      : this.#newCode(email);
    // Before the mail is on its way: whoever reads it at once finds its code good.
    order.verification = verification;
    if (verification.code !== undefined) await this.#send(order, verification.code);
    return verification;
  }

  /** @throws PartnerRefusal `1184`, `1186`. */
  check({ verification }: PartnerOrder, code: string): void {
    if (verification.code === undefined) throw refuse("codeWrong", "code");
    if (verification.state === "VERIFIED" && code === verification.code) return;
    if (verification.state !== "REQUIRED") throw refuse("codeWrong", "code", verification.state);
    if (code !== verification.code) {
      verification.wrongCodes++;
      if (verification.wrongCodes >= MOST_WRONG_CODES) verification.state = "FAILED";
      throw refuse("codeWrong", "code");
    }
    const { validUntil } = verification;
    if (validUntil !== undefined && this.world.clock.now() > validUntil)
      throw refuse("codeExpired", "code", validUntil.toISOString());
  }

  /** Takes the mailbox as verified, after its code was checked. */
  confirm(order: PartnerOrder): void {
    order.verification.state = "VERIFIED";
    this.world.mailboxes.verify(customerOf(order), order.verification.email);
  }

  #newCode(email: string): EmailVerification {
    const sentAt = this.world.clock.now();
    return {
      email,
      state: "REQUIRED",
      code: Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join(""),
      sentAt,
      validUntil: new Date(sentAt.getTime() + GOOD_FOR),
      wrongCodes: 0,
    };
  }

  async #send({ orderID, verification }: PartnerOrder, code: string): Promise<void> {
    this.world.counters.add("partner.mails");
    this.world.log(`The code of order ${orderID} is ${code}.`);
    await this.world.mailbox.deliver({
      from: "noreply@certum.example",
      to: verification.email,
      subject: `Certum - verification code (${orderID})`,
      text: [
        "Somebody orders a certificate for this mailbox. If you agree, enter this code:",
        "",
        code,
        "",
        "It is good for 24 hours.",
        "",
      ].join("\n"),
      attachments: [],
    });
  }
}

/** Customers of different partners are different ones, whatever they are called. */
function customerOf({ account, customer }: PartnerOrder): string {
  return `${account}/${customer}`;
}
