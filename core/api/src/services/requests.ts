import { token } from "../inject.js";

/** Subject attributes of a CSR. Absent ones are left out. */
export interface SubjectFields {
  readonly commonName: string;
  readonly email?: string;
  readonly organization?: string;
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
   * Reads a request from a file (PEM or DER) and checks its self-signature. Optional: a host that
   * does not offer it leaves it out.
   * @param content base64 of the file.
   * @throws PerennialError `requests.unreadable`, `requests.invalid`.
   */
  read?(content: string): Promise<CertificateRequest>;
}
export const Requests = token<Requests>("requests");
