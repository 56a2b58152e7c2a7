import { Clock, done, inject, injectable, message, waiting, type Outcome } from "@perennial/api";
import type { CertumRenewal } from "../profile.js";
import { ChooseOrder } from "../steps/choose-order.js";
import { EmailAddress } from "../steps/email-address.js";
import { mailboxDays, plusDays } from "./dates.js";
import type { EmailDesk, SubmittedEmail, VerifiedEmail } from "./email-desk.js";
import { typedAddress } from "./email-form.js";
import { contact, panelPage } from "./panel-order-texts.js";

type Said = "verified" | "resend" | "other";

/** The person gives the mailbox in the panel, opens the link, and says so. */
@injectable()
export class AssistedEmailDesk implements EmailDesk {
  constructor(@inject(Clock) private readonly clock: Clock) {}

  async submit(renewal: CertumRenewal): Promise<Outcome<SubmittedEmail>> {
    const address = typedAddress(renewal, "email", renewal.profile.email);
    if (typeof address !== "string") return address;
    if (renewal.answer("email-entered") === undefined)
      return enter(renewal, "email-entered", address);
    const sentAt = await this.clock.now();
    return done<SubmittedEmail>({ address, reference: renewal.id, sentAt, verifiedAt: null });
  }

  async verify(renewal: CertumRenewal): Promise<Outcome<VerifiedEmail>> {
    let { address } = renewal.output(EmailAddress);
    let last: Said | undefined;
    for (let turn = 1; ; turn += 1) {
      const attempt = turn === 1 ? "" : `:${turn}`;
      const said = renewal.answer<Said>(`email-link${attempt}`);
      if (said === undefined) return this.ask(renewal, `email-link${attempt}`, address, last);
      if (said === "verified") return this.verified(address);
      if (said === "other") {
        const typed = typedAddress(renewal, `email-address${attempt}`, address);
        if (typeof typed !== "string") return typed;
        address = typed;
        const key = `email-entered${attempt}`;
        if (renewal.answer(key) === undefined) return enter(renewal, key, address);
      }
      last = said;
    }
  }

  private async verified(address: string): Promise<Outcome<VerifiedEmail>> {
    const verifiedAt = await this.clock.now();
    const reusableUntil = plusDays(verifiedAt, mailboxDays);
    return done<VerifiedEmail>({ address, verifiedAt, reusableUntil }, [
      message("certum.email-verified", { address, until: reusableUntil }),
    ]);
  }

  private async ask(
    renewal: CertumRenewal,
    key: string,
    address: string,
    last: Said | undefined,
  ): Promise<Outcome<never>> {
    const { number } = renewal.output(ChooseOrder);
    return waiting({
      key,
      for: "person",
      text: message("certum.email-link", { address }),
      instructions: [
        ...(last === "resend" ? [message("certum.email-link.resend-in-panel")] : []),
        message("certum.email-link.mail", { number }),
        message("certum.email-link.rule"),
        contact(renewal),
      ],
      pages: [panelPage(renewal)],
      question: { type: "choice", options: options(["verified", "resend", "other"]) },
    });
  }
}

function options(values: readonly Said[]) {
  return values.map((value) => ({ value, label: message(`certum.email-link.${value}`) }));
}

function enter(renewal: CertumRenewal, key: string, address: string): Outcome<never> {
  const { number } = renewal.output(ChooseOrder);
  return waiting({
    key,
    for: "person",
    text: message("certum.enter-email", { address, number }),
    instructions: [
      message("certum.enter-email.open"),
      message("certum.enter-email.summary"),
      contact(renewal),
    ],
    pages: [panelPage(renewal)],
    question: { type: "task", done: message("certum.enter-email.done") },
  });
}
