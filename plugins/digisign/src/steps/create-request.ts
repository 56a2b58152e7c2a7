import { CreateRequest as CoreCreateRequest, step } from "@perennial/api";
import { documentsFolder, type DigisignProfile, type DigisignRenewal } from "../profile.js";
import { GenerateKeys } from "./generate-keys.js";
import { SelectCertificate } from "./select-certificate.js";

/** The request for the new key. Its subject is that of the certificate which is renewed. */
@step("create-request")
export class CreateRequest extends CoreCreateRequest<DigisignProfile> {
  protected override keyStep() {
    return GenerateKeys;
  }

  protected override subject(renewal: DigisignRenewal) {
    return { certificate: renewal.output(SelectCertificate).der };
  }

  protected override fileName({ id }: DigisignRenewal): string {
    return `${id}.csr.pem`;
  }

  protected override folder({ profile }: DigisignRenewal): string | undefined {
    return documentsFolder(profile).folder;
  }
}
