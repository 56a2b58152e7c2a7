import { message, skipped, step, type Outcome, type Step } from "@perennial/api";
import type { CertumProfile } from "../profile.js";

@step("generate-key-pair")
export class GenerateKeys implements Step<null, CertumProfile> {
  async run(): Promise<Outcome<null>> {
    return skipped(message("certum.step.generate-key-pair"));
  }
}
