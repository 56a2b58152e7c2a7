import { GenerateKeyPair, message, step, type EntropyRequest } from "@perennial/api";
import { mindExpiry } from "../expiry.js";
import { defaults, type SofieProfile, type SofieRenewal } from "../profile.js";

/** "Keys generation". Manual 3.3, "Keys renewal". */
@step("generate-keys")
export class GenerateKeys extends GenerateKeyPair<SofieProfile> {
  protected override algorithm({ profile }: SofieRenewal) {
    return profile.algorithm ?? defaults.algorithm;
  }

  protected override label({ profile, account, id }: SofieRenewal): string {
    return `SOFiE ${profile.userId} ${account} (${id})`;
  }

  protected override place({ profile }: SofieRenewal): string {
    return profile.keyPlace ?? defaults.keyPlace;
  }

  /** As many bits as the largest security strength that the bar stands for (SP 800-57, 256). */
  protected override entropy(): EntropyRequest {
    return {
      bits: 256,
      text: message("luxtrust.entropy"),
      instructions: [message("luxtrust.entropy.mixed")],
    };
  }

  override async run(renewal: SofieRenewal) {
    return mindExpiry(renewal, this.clock, "generate-keys", await super.run(renewal));
  }
}
