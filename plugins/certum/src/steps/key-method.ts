import { done, message, step, waiting, type Outcome, type Step } from "@perennial/api";
import type { CertumProfile, CertumRenewal, KeyMethodName } from "../profile.js";

const methods: readonly KeyMethodName[] = ["csr", "own-csr", "card"];

/** "Key pair generation method": CSR, made here or by the person, or key pair on card. State METHOD. */
@step("key-method")
export class KeyMethod implements Step<{ readonly method: KeyMethodName }, CertumProfile> {
  async run(renewal: CertumRenewal): Promise<Outcome<{ readonly method: KeyMethodName }>> {
    const given = renewal.answer<string>("key-method");
    const method = methods.find((one) => one === given);
    if (method !== undefined) return done({ method });
    const { keyMethod } = renewal.profile;
    const ordered = [keyMethod, ...methods.filter((one) => one !== keyMethod)];
    return waiting({
      key: "key-method",
      for: "person",
      text: message("certum.key-method"),
      instructions: ordered.map((one) => message(`certum.key-method.${one}.hint`)),
      question: {
        type: "choice",
        options: ordered.map((value) => ({ value, label: message(`certum.key-method.${value}`) })),
      },
    });
  }
}

export function keyMethodOf(renewal: CertumRenewal): KeyMethodName {
  return renewal.output(KeyMethod).method;
}
