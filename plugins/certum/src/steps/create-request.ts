import {
  CreateRequest as CreateCoreRequest,
  PerennialError,
  message,
  skipped,
  step,
  type Outcome,
  type SavedRequest,
  type SubjectFields,
} from "@perennial/api";
import { documentsFolder, isPartner, type CertumProfile, type CertumRenewal } from "../profile.js";
import { refusalOf } from "../rules/rule-sentences.js";
import { requestRules } from "../rules/smime-profile.js";
import { expectedSubject } from "../rules/verified-data.js";
import { CertificateData } from "./certificate-data.js";
import { GenerateKeys } from "./generate-key-pair.js";
import { keyMethodOf } from "./key-method.js";

/** The CSR with the chosen fields. State CSR: "generated; checked". */
@step("create-request")
export class CreateRequest extends CreateCoreRequest<CertumProfile> {
  override async run(renewal: CertumRenewal): Promise<Outcome<SavedRequest>> {
    if (keyMethodOf(renewal) === "own-csr") return skipped(message("certum.own-request.own"));
    const outcome = await super.run(renewal);
    if (outcome.outcome !== "done") return outcome;
    const { pem } = outcome.output;
    const expected = expectedSubject(renewal);
    const rules = requestRules(expected, renewal.output(CertificateData).fields, {
      emails: this.emails(renewal),
      isPartner: isPartner(renewal),
    });
    const refusal = refusalOf(
      "certum.request-refused",
      await this.requests.checkProfile(pem, rules),
    );
    if (refusal !== undefined) throw new PerennialError(refusal.code, refusal.params);
    return outcome;
  }

  protected override keyStep() {
    return GenerateKeys;
  }

  protected override subject(renewal: CertumRenewal): SubjectFields {
    const { commonNameValue, fields } = renewal.output(CertificateData);
    const { E, O, organizationIdentifier, L, SP, C } = fields;
    return {
      commonName: commonNameValue,
      ...(E === undefined ? {} : { email: E }),
      ...(O === undefined ? {} : { organization: O }),
      ...(organizationIdentifier === undefined ? {} : { organizationIdentifier }),
      ...(L === undefined ? {} : { locality: L }),
      ...(SP === undefined ? {} : { state: SP }),
      ...(C === undefined ? {} : { country: C }),
    };
  }

  protected override emails(renewal: CertumRenewal): readonly string[] {
    return [expectedSubject(renewal).mailbox];
  }

  protected override fileName({ id }: CertumRenewal): string {
    return `${id}.csr.pem`;
  }

  protected override folder({ profile }: CertumRenewal): string | undefined {
    return documentsFolder(profile).folder;
  }

  protected override async notes({ name, path }: SavedRequest) {
    return [message("certum.request-saved", { name, path })];
  }
}
