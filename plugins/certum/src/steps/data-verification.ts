import { inject, step, type Outcome, type Step } from "@perennial/api";
import type { CertumProfile, CertumRenewal } from "../profile.js";
import { DataDesk, type VerifiedData } from "../ways/data-desk.js";

/** Certum's operator verifies the data, in 1 to 7 days. State DATA WAITING. */
@step("data-verification")
export class DataVerification implements Step<VerifiedData, CertumProfile> {
  constructor(@inject(DataDesk) private readonly desk: DataDesk) {}

  run(renewal: CertumRenewal): Promise<Outcome<VerifiedData>> {
    return this.desk.verify(renewal);
  }
}
