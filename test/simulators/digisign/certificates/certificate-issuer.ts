import type { Authority } from "../../pki/authority.js";
import { sha256 } from "../../pki/pem.js";
import type { x509 } from "../../pki/x509.js";
import { qualifiedExtensions } from "./qualified-extensions.js";

/** Certificates become valid a little before they are issued, for clocks that go a little slow. */
const BACKDATED = 5 * 60 * 1000;
const DAY = 24 * 3600 * 1000;

/** A certificate that was issued. */
export interface IssuedCertificate {
  /** DER. */
  readonly der: Buffer;
  /** Lower-case hexadecimal SHA-256 of the DER. */
  readonly sha256: string;
  /** Lower-case hexadecimal SHA-256 of the SubjectPublicKeyInfo. */
  readonly spkiHash: string;
}

/** What is certified. */
export interface IssueRequest {
  readonly subject: x509.Name;
  readonly publicKey: x509.PublicKey;
  readonly email: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** Issues qualified certificates, and knows the keys that it has certified. */
export class CertificateIssuer {
  readonly #certifiedKeys = new Set<string>();

  constructor(
    private readonly issuing: Authority,
    /** Where revocation list and authority certificate are found, with a slash at the end. */
    private readonly publicUrl: string,
  ) {}

  async issue(request: IssueRequest): Promise<IssuedCertificate> {
    const issued = await this.issueUnder(this.issuing, request);
    this.#certifiedKeys.add(issued.spkiHash);
    return issued;
  }

  /** Issues under any authority, without keeping it in mind. */
  async issueUnder(authority: Authority, request: IssueRequest): Promise<IssuedCertificate> {
    const certificate = await authority.issue({
      subject: request.subject,
      publicKey: request.publicKey,
      notBefore: wholeSecond(request.notBefore),
      notAfter: wholeSecond(request.notAfter),
      extensions: qualifiedExtensions(request.email, this.publicUrl),
    });
    const der = Buffer.from(certificate.rawData);
    const spki = Buffer.from(request.publicKey.rawData);
    return { der, sha256: sha256(der), spkiHash: sha256(spki) };
  }

  /** Whether a certificate was issued for this key, lower-case hexadecimal SHA-256 of the SPKI. */
  hasCertified(spkiHash: string): boolean {
    return this.#certifiedKeys.has(spkiHash);
  }
}

/** The validity of a certificate issued now. */
export function validityFrom(now: Date, days: number): { notBefore: Date; notAfter: Date } {
  const notBefore = new Date(now.getTime() - BACKDATED);
  return { notBefore, notAfter: new Date(notBefore.getTime() + days * DAY) };
}

function wholeSecond(instant: Date): Date {
  return new Date(Math.floor(instant.getTime() / 1000) * 1000);
}
