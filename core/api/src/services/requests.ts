import { token } from "../inject.js";
import type { ProfileFinding, ProfileRules } from "./certificates.js";

/** Subject attributes of a CSR. Absent ones are left out. */
export interface SubjectFields {
  readonly commonName: string;
  readonly email?: string;
  readonly organization?: string;
  /** 2.5.4.97, for example `NTRPL-0000012345` (ETSI EN 319 412-1, 5.1.4). */
  readonly organizationIdentifier?: string;
  readonly organizationalUnit?: string;
  readonly locality?: string;
  readonly state?: string;
  /** ISO 3166-1 alpha-2. */
  readonly country?: string;
}

/** The subject of a certificate, copied as it stands there, each attribute in its encoding. */
export interface SubjectOfCertificate {
  /** DER, base64. */
  readonly certificate: string;
}

/** A certification request, RFC 2986. */
export interface CertificateRequest {
  /** PEM with LF line ends, label `CERTIFICATE REQUEST`. */
  readonly pem: string;
  /** Lower-case hexadecimal SHA-256 of the request's SubjectPublicKeyInfo. */
  readonly spkiHash: string;
  /** Lower-case hexadecimal SHA-256 of the DER. */
  readonly sha256: string;
  readonly subject: string;
}

/** The key of a request, as far as it matters which kind it is. */
export type RequestKey =
  | { readonly kind: "rsa"; readonly bits: number }
  /** `curve`: `ec-p256`, `ec-p384`, `ec-p521`, or the OID of another. */
  | { readonly kind: "ec"; readonly curve: string }
  /** `algorithm`: its OID. */
  | { readonly kind: "other"; readonly algorithm: string };

/** What a request states, which somebody else may have made. */
export interface ReadRequest extends CertificateRequest {
  readonly key: RequestKey;
  /**
   * The subject's attributes in their order. `type`: `CN`, `O`, `OU`, `L`, `ST`, `C`, `E`,
   * `organizationIdentifier`, another name of RFC 4519, or an OID.
   */
  readonly attributes: readonly { readonly type: string; readonly value: string }[];
  /** Mailboxes in the subject alternative name it asks for. */
  readonly emails: readonly string[];
}

/** The rules of a {@link ProfileRules} that can be judged before a certificate is issued. */
export type RequestRules = Pick<
  ProfileRules,
  | "minRsaBits"
  | "rsaBitsDivisibleBy8"
  | "curves"
  | "subject"
  | "subjectHas"
  | "commonNameOneOf"
  | "mailboxesInSan"
  | "emails"
  | "notWeakSignature"
>;

/** Certification requests signed with a key that stays where it is. */
export interface Requests {
  /**
   * @throws PerennialError `keys.not-found`, `keys.store-locked`, `requests.bad-subject`,
   *   `certificates.unreadable` for a certificate that is none.
   */
  create(request: {
    keyId: string;
    subject: SubjectFields | SubjectOfCertificate;
    emails?: readonly string[];
    dnsNames?: readonly string[];
  }): Promise<CertificateRequest>;
  /**
   * Reads a request from a file or from what was pasted (PEM, DER, base64 without armour) and checks
   * its self-signature.
   * @param content base64 of the file.
   * @throws PerennialError `requests.unreadable`; `requests.private-key` if the file holds one, which
   *   is not looked at; `requests.invalid` if the self-signature is wrong.
   */
  read(content: string): Promise<ReadRequest>;
  /**
   * The rules that a request breaks; empty if it is fine. A subject or name the request does not
   * state breaks no rule but `subjectHas` and `emails`.
   * @param pem as {@link read} answered it.
   * @throws PerennialError `requests.unreadable`.
   */
  checkProfile(pem: string, rules: RequestRules): Promise<readonly ProfileFinding[]>;
}
export const Requests = token<Requests>("requests");
