import { message, skipped, step, type Outcome, type Step } from "@perennial/api";
import type { CertumProfile } from "../profile.js";
import type { Submitted } from "../ways/activation-desk.js";

@step("activate")
export class Activate implements Step<Submitted, CertumProfile> {
  async run(): Promise<Outcome<Submitted>> {
    return skipped(message("certum.step.activate"));
  }
}
