import { message, skipped, step, type Outcome, type Step } from "@perennial/api";
import type { CertumProfile } from "../profile.js";

@step("own-request")
export class OwnRequest implements Step<null, CertumProfile> {
  async run(): Promise<Outcome<null>> {
    return skipped(message("certum.step.own-request"));
  }
}
