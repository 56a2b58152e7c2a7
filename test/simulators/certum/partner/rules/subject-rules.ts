import type { x509 } from "../../../pki/x509.js";
import type { SmimeSubject } from "../../partner-orders.js";
import type { PartnerCode } from "../partner-codes.js";
import type { Finding } from "../partner-refusal.js";

/** Attribute `organizationIdentifier` (ITU-T X.520). */
const ORGANIZATION_IDENTIFIER = "2.5.4.97";

/** What the order states beside its certificate request. */
export interface StatedData {
  readonly commonName?: string | undefined;
  readonly organization?: string | undefined;
  readonly organizationIdentifier?: string | undefined;
  readonly locality?: string | undefined;
  readonly state?: string | undefined;
  readonly country?: string | undefined;
  readonly email?: string | undefined;
  readonly registrationType?: string | undefined;
  readonly registrationNumber?: string | undefined;
}

/** What a certificate will say, as far as the request and the order state it. */
export interface JudgedSubject {
  readonly subject: SmimeSubject;
  readonly mailbox: string;
}

/** Judges the subject of a request and what the order states beside it. */
export class SubjectRules {
  constructor(private readonly localityCode: PartnerCode) {}

  judge(name: x509.Name, stated: StatedData, path: string, findings: Finding[]): JudgedSubject {
    const found = (code: PartnerCode, detail?: string): void => {
      findings.push(detail === undefined ? { code, path } : { code, path, detail });
    };
    const take = (attribute: string, other: string | undefined): string => {
      const [value = ""] = name.getField(attribute);
      if (other !== undefined && other !== "" && value !== "" && other !== value)
        found("csrIncorrect", `${attribute}: ${value}, not ${other}`);
      return value.trim();
    };
    const need = (attribute: string, other: string | undefined, code: PartnerCode): string => {
      const value = take(attribute, other);
      if (value === "") found(code);
      return value;
    };
    const organization = need("O", stated.organization, "organizationMissing");
    const country = need("C", stated.country, "countryMissing");
    const locality = need("L", stated.locality, this.localityCode);
    const email = need("E", stated.email, "emailMissing");
    if (email !== "" && !isMailbox(email)) found("emailMalformed", email);
    const commonName = take("CN", stated.commonName);
    if (commonName === "" || (commonName !== organization && commonName !== email))
      found("commonNameIncorrect", commonName);
    const state = take("ST", stated.state) || (stated.state ?? "");
    const organizationIdentifier =
      take(ORGANIZATION_IDENTIFIER, stated.organizationIdentifier) ||
      stated.organizationIdentifier ||
      identifierOf(country, stated);
    return {
      mailbox: email,
      subject: {
        ...{ commonName, organization, organizationIdentifier, email, locality, country },
        ...(state === "" ? {} : { state }),
      },
    };
  }
}

/** A mailbox of RFC 5321 as people have them: no quotes, no address literals. */
export function isMailbox(text: string): boolean {
  return (
    text.length <= 254 && /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@([a-z0-9-]+\.)+[a-z]{2,}$/i.test(text)
  );
}

/** S/MIME baseline requirements, appendix A: of the registration that was stated, or a found one. */
function identifierOf(
  country: string,
  { registrationType, registrationNumber }: StatedData,
): string {
  const scheme = registrationType?.toUpperCase() === "NIP" ? "VAT" : "NTR";
  const digits = (registrationNumber ?? "").replace(/[\s-]/g, "");
  return `${scheme}${country}-${digits === "" ? "0000123456" : digits}`;
}
