import { inject, step, type Outcome, type Step } from "@perennial/api";
import type { CertumProfile, CertumRenewal } from "../profile.js";
import { EmailDesk, type VerifiedEmail } from "../ways/email-desk.js";

/** The mail with the link is waited for. State E-MAIL. */
@step("email-verification")
export class EmailVerification implements Step<VerifiedEmail, CertumProfile> {
  constructor(@inject(EmailDesk) private readonly desk: EmailDesk) {}

  run(renewal: CertumRenewal): Promise<Outcome<VerifiedEmail>> {
    return this.desk.verify(renewal);
  }
}
