import { CreateRequest as CoreCreateRequest, step, type SubjectFields } from "@perennial/api";
import { documentsFolder, type DigisignProfile, type DigisignRenewal } from "../profile.js";
import { attribute, holderOf } from "../rules/subject.js";
import { GenerateKeys } from "./generate-keys.js";
import { SelectCertificate } from "./select-certificate.js";

/** The request for the new key. Its subject is that of the certificate which is renewed. */
@step("create-request")
export class CreateRequest extends CoreCreateRequest<DigisignProfile> {
  protected override keyStep() {
    return GenerateKeys;
  }

  /** Attributes that a request cannot state are left out: the authority takes them from the old one. */
  protected override subject(renewal: DigisignRenewal): SubjectFields {
    const { subject } = renewal.output(SelectCertificate);
    const fields = {
      email: attribute(subject, "E", "EMAIL", "EMAILADDRESS", "1.2.840.113549.1.9.1"),
      organization: attribute(subject, "O"),
      organizationalUnit: attribute(subject, "OU"),
      locality: attribute(subject, "L"),
      state: attribute(subject, "ST"),
      country: attribute(subject, "C"),
    };
    const stated = Object.entries(fields).filter(([, value]) => value !== undefined);
    return { commonName: holderOf(subject), ...(Object.fromEntries(stated) as typeof fields) };
  }

  protected override fileName({ id }: DigisignRenewal): string {
    return `${id}.csr.pem`;
  }

  protected override folder({ profile }: DigisignRenewal): string | undefined {
    return documentsFolder(profile).folder;
  }
}
