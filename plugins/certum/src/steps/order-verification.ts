import { Files, Http, Secrets, inject, step, type Outcome, type Step } from "@perennial/api";
import { verifyOrder, type VerifiedOrder } from "../partner/order-verification.js";
import { PartnerLogin } from "../partner/partner-login.js";
import type { CertumProfile, CertumRenewal } from "../profile.js";
import { Activate } from "./activate.js";

/** Certum's operator verifies the organization of a partner's order. */
@step("order-verification")
export class OrderVerification implements Step<VerifiedOrder, CertumProfile> {
  private readonly login: PartnerLogin;

  constructor(
    @inject(Http) http: Http,
    @inject(Files) private readonly files: Files,
    @inject(Secrets) secrets: Secrets,
  ) {
    this.login = new PartnerLogin({ http, files, secrets });
  }

  async run(renewal: CertumRenewal): Promise<Outcome<VerifiedOrder>> {
    const { order } = renewal.output(Activate);
    const { files } = this;
    return this.login.run(renewal, (service) => verifyOrder({ service, files }, renewal, order));
  }
}
