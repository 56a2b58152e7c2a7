import { done, message, step, waiting, type Outcome, type Step } from "@perennial/api";
import type { CertumProfile, CertumRenewal, KeyMethodName } from "../profile.js";

const methods: readonly KeyMethodName[] = ["csr", "own-csr", "card"];

/** How the key pair is made, and what it takes the place of. */
export type ChosenMethod = {
  readonly method: KeyMethodName;
  /**
   * The certificate that is in use now, before another one is installed: the identifier of its key,
   * where Perennial keeps it. Null if there is no certificate.
   */
  readonly replaces: { readonly keyId: string | null } | null;
};

/** "Key pair generation method": CSR, made here or by the person, or key pair on card. State METHOD. */
@step("key-method")
export class KeyMethod implements Step<ChosenMethod, CertumProfile> {
  async run(renewal: CertumRenewal): Promise<Outcome<ChosenMethod>> {
    const given = renewal.answer<string>("key-method");
    const method = methods.find((one) => one === given);
    if (method !== undefined) return done<ChosenMethod>({ method, replaces: replacedBy(renewal) });
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

function replacedBy({ current }: CertumRenewal): ChosenMethod["replaces"] {
  return current === undefined ? null : { keyId: current.keyId ?? null };
}

export function keyMethodOf(renewal: CertumRenewal): KeyMethodName {
  return renewal.output(KeyMethod).method;
}
