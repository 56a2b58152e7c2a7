import { inject, step, type Outcome, type Step } from "@perennial/api";
import type { CertumProfile, CertumRenewal } from "../profile.js";
import { DataDesk, type SubmittedData } from "../ways/data-desk.js";

/** The organization's data are given and submitted for verification. State DATA. */
@step("organization-data")
export class OrganizationData implements Step<SubmittedData, CertumProfile> {
  constructor(@inject(DataDesk) private readonly desk: DataDesk) {}

  run(renewal: CertumRenewal): Promise<Outcome<SubmittedData>> {
    return this.desk.submit(renewal);
  }
}
