import { GenerateKeyPair, step } from "@perennial/api";
import { defaults, type DigisignProfile, type DigisignRenewal } from "../profile.js";
import { SelectCertificate } from "./select-certificate.js";

/** The new key pair, on the token that holds the certificate which is renewed. */
@step("generate-key-pair")
export class GenerateKeys extends GenerateKeyPair<DigisignProfile> {
  protected override algorithm({ profile }: DigisignRenewal) {
    return profile.algorithm ?? defaults.algorithm;
  }

  protected override label(renewal: DigisignRenewal): string {
    return `DigiSign ${renewal.output(SelectCertificate).holder} (${renewal.id})`;
  }

  protected override place(renewal: DigisignRenewal): string {
    return renewal.output(SelectCertificate).place;
  }
}
