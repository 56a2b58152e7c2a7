import { inject, step, type Outcome, type Step } from "@perennial/api";
import type { CertumProfile, CertumRenewal } from "../profile.js";
import { ActivationDesk, type RequestToSubmit, type Submitted } from "../ways/activation-desk.js";
import { askingFirst } from "../ways/ask-first.js";
import { CreateRequest } from "./create-request.js";
import { OwnRequest } from "./own-request.js";

/** "The certificate has been submitted for issuance." Manual, "Summary". State SUBMITTED. */
@step("activate")
export class Activate implements Step<Submitted, CertumProfile> {
  constructor(@inject(ActivationDesk) private readonly desk: ActivationDesk) {}

  run(renewal: CertumRenewal): Promise<Outcome<Submitted>> {
    return askingFirst(() => this.desk.submit(renewal, submittedRequest(renewal)));
  }
}

/** The CSR of this renewal, whoever made it. */
export function submittedRequest(renewal: CertumRenewal): RequestToSubmit {
  const { pem, spkiHash, sha256 } =
    renewal.outputIfDone(OwnRequest) ?? renewal.output(CreateRequest);
  return { pem, spkiHash, sha256 };
}
