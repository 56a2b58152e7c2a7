import { Files, Http, Secrets, inject, step, type Outcome, type Step } from "@perennial/api";
import { confirmEmail, type ConfirmedEmail } from "../partner/email-code.js";
import { PartnerLogin } from "../partner/partner-login.js";
import type { CertumProfile, CertumRenewal } from "../profile.js";
import { Activate } from "./activate.js";

/** The mailbox of a partner's order is confirmed with the code from Certum's mail. */
@step("confirm-email")
export class ConfirmEmail implements Step<ConfirmedEmail, CertumProfile> {
  private readonly login: PartnerLogin;

  constructor(
    @inject(Http) http: Http,
    @inject(Files) files: Files,
    @inject(Secrets) secrets: Secrets,
  ) {
    this.login = new PartnerLogin({ http, files, secrets });
  }

  async run(renewal: CertumRenewal): Promise<Outcome<ConfirmedEmail>> {
    const { order } = renewal.output(Activate);
    return this.login.run(renewal, (service) => confirmEmail(service, renewal, order));
  }
}
