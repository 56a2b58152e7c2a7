import { token } from "../inject.js";
import type { JsonObject } from "../json.js";

/** What a certificate says, RFC 5280. */
export interface CertificateInfo {
  /** DER, base64. */
  readonly der: string;
  /** Lower-case hexadecimal SHA-256 of the DER. */
  readonly sha256: string;
  /** Lower-case hexadecimal SHA-256 of the SubjectPublicKeyInfo. */
  readonly spkiHash: string;
  /** RFC 4514. */
  readonly subject: string;
  readonly issuer: string;
  /** Lower-case hexadecimal. */
  readonly serial: string;
  /** RFC 3339 UTC. */
  readonly notBefore: string;
  readonly notAfter: string;
  readonly isCa: boolean;
}

/** What was done to read a file, for the person: `crlf`, `bom`, `leading-text`, `several`, … */
export type ReadRemark =
  "crlf" | "bom" | "leading-text" | "several-certificates" | "base64-without-armour" | "der";

/** The certificates in a file and what was remarkable about it. */
export interface CertificatesRead {
  readonly certificates: readonly CertificateInfo[];
  readonly remarks: readonly ReadRemark[];
}

/** One rule of a certificate profile that was broken. */
export interface ProfileFinding {
  /** For example `validity.not-yet-valid`, `key-usage.digital-signature`. */
  readonly rule: string;
  readonly params: JsonObject;
}

/** What a certificate has to fulfil. Every member is one named rule. */
export interface ProfileRules {
  readonly minRsaBits?: number;
  /** `key.rsa-length`: the length of an RSA key is a multiple of 8 bits. */
  readonly rsaBitsDivisibleBy8?: boolean;
  readonly curves?: readonly ("ec-p256" | "ec-p384" | "ec-p521")[];
  readonly maxValidityDays?: number;
  readonly keyUsage?: readonly string[];
  readonly extendedKeyUsage?: readonly string[];
  readonly forbiddenExtendedKeyUsage?: readonly string[];
  readonly notCa?: boolean;
  /** RFC 4514 attribute name to the value the subject must have. */
  readonly subject?: { readonly [attribute: string]: string };
  /** `subject-missing.<attribute>`: attributes that the subject must have, with any value. */
  readonly subjectHas?: readonly string[];
  /** `subject-pattern.<attribute>`: attribute to a regular expression that its whole value fits. */
  readonly subjectPatterns?: { readonly [attribute: string]: string };
  /** `subject.common-name`: a common name is one of these. E-mail domains compare without case. */
  readonly commonNameOneOf?: readonly string[];
  /** `san.mailbox-missing`: every mailbox of the subject (E, or a CN that is one) is in the SAN too. */
  readonly mailboxesInSan?: boolean;
  /** `san.mailboxes`: exactly these mailboxes are in the subject alternative name. */
  readonly emails?: readonly string[];
  readonly notWeakSignature?: boolean;
}

/** Reading and checking certificates, and putting a new one beside the old. */
export interface Certificates {
  /**
   * Reads PEM (CRLF, BOM, several blocks, leading text), DER, or base64 without armour.
   * @param content base64 of the file.
   * @throws PerennialError `certificates.empty`, `certificates.none-found`, `certificates.private-key`.
   */
  read(content: string): Promise<CertificatesRead>;
  /**
   * Builds and validates the chain of a certificate, RFC 5280 section 6.
   * @returns the chain from the certificate to the root, DER base64.
   * @throws PerennialError `certificates.chain-incomplete`, `certificates.chain-invalid`,
   *   `certificates.expired`, `certificates.not-yet-valid`.
   */
  chain(request: {
    der: string;
    intermediates: readonly string[];
    /** PEM or DER base64, or `"system"` for the roots that the system trusts. */
    roots: readonly string[];
  }): Promise<{ readonly chain: readonly string[] }>;
  /** The rules that the certificate breaks; empty if it is fine. */
  checkProfile(der: string, rules: ProfileRules): Promise<readonly ProfileFinding[]>;
  /**
   * Proves that certificate and key belong together by a test signature that is verified with the
   * certificate.
   * @throws PerennialError `certificates.key-mismatch`, `keys.not-found`, `keys.store-locked`.
   */
  prove(request: { der: string; keyId: string }): Promise<{ readonly algorithm: string }>;
  /**
   * Puts the proven certificate beside the old one as the account's current certificate. The old
   * certificate and key stay. Repeating it with the same certificate changes nothing. The person must
   * have said yes in this step to a `confirm` with the key `install`, which has no other use.
   * @throws PerennialError `certificates.not-confirmed`, `certificates.key-mismatch`,
   *   `keys.disk-full`.
   */
  install(request: {
    der: string;
    chain: readonly string[];
    keyId: string;
    /**
     * Puts the issuing authorities' certificates (not the root) on the token as well, where the key is
     * on one; those that are there already stay. One that does not fit any more is left out.
     */
    issuersOnToken?: boolean;
  }): Promise<InstalledPair>;
  /**
   * Makes a certificate whose key is kept elsewhere the account's current one: the person made the
   * request themselves. The chain has to be complete and valid, and the key that of the request which
   * this renewal read. Nothing is removed. The person must have said yes in this step to a `confirm`
   * with the key `install`. Repeating it changes nothing.
   * @param request `request`: the PEM that {@link Requests.read} answered.
   * @throws PerennialError `certificates.not-confirmed`, `certificates.key-mismatch`,
   *   `certificates.chain-incomplete`, `certificates.request-not-read`, `requests.invalid`,
   *   `keys.disk-full`.
   */
  record(request: {
    der: string;
    chain: readonly string[];
    request: string;
  }): Promise<{ readonly sha256: string; readonly path: string }>;
}

/** Where a certificate was put. */
export interface InstalledPair {
  readonly sha256: string;
  /** Absolute path of the PEM file with the chain. */
  readonly path: string;
  /** With `issuersOnToken`: how many issuers' certificates are on the token now, and how many not. */
  readonly issuers?: { readonly onToken: number; readonly leftOut: number };
}
export const Certificates = token<Certificates>("certificates");
