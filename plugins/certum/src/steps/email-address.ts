import { inject, step, type Outcome, type Step } from "@perennial/api";
import type { CertumProfile, CertumRenewal } from "../profile.js";
import { EmailDesk, type SubmittedEmail } from "../ways/email-desk.js";

/** The mailbox is given, once the data are verified. State E-MAIL. */
@step("email-address")
export class EmailAddress implements Step<SubmittedEmail, CertumProfile> {
  constructor(@inject(EmailDesk) private readonly desk: EmailDesk) {}

  run(renewal: CertumRenewal): Promise<Outcome<SubmittedEmail>> {
    return this.desk.submit(renewal);
  }
}
