import type { KeyObject, X509Certificate } from "node:crypto";
import type { Certificate, Extension } from "pkijs";
import { rfc4514 } from "../distinguished-name.js";

/** Object identifiers of extensions, RFC 5280 section 4.2.1. */
export const extensionOids = {
  subjectKeyIdentifier: "2.5.29.14",
  keyUsage: "2.5.29.15",
  subjectAltName: "2.5.29.17",
  basicConstraints: "2.5.29.19",
  nameConstraints: "2.5.29.30",
  crlDistributionPoints: "2.5.29.31",
  certificatePolicies: "2.5.29.32",
  policyMappings: "2.5.29.33",
  authorityKeyIdentifier: "2.5.29.35",
  policyConstraints: "2.5.29.36",
  extendedKeyUsage: "2.5.29.37",
  inhibitAnyPolicy: "2.5.29.54",
} as const;

/** A certificate as OpenSSL (signatures, dates, keys) and as PKI.js (extensions) see it. */
export class ParsedCertificate {
  readonly subject: string;
  readonly publicKey: KeyObject;

  private constructor(
    readonly x509: X509Certificate,
    readonly asn: Certificate,
  ) {
    this.subject = rfc4514(x509.subject);
    this.publicKey = x509.publicKey;
  }

  /** Throws whatever PKI.js throws for what it cannot decode. */
  static async from(x509: X509Certificate): Promise<ParsedCertificate> {
    const { Certificate } = await import("pkijs");
    return new ParsedCertificate(x509, Certificate.fromBER(x509.raw));
  }

  get issuer(): string {
    return rfc4514(this.x509.issuer);
  }

  get extensions(): readonly Extension[] {
    return this.asn.extensions ?? [];
  }

  /** Subject and issuer are the same name, RFC 5280 section 3.2. */
  get selfIssued(): boolean {
    return this.asn.subject.isEqual(this.asn.issuer);
  }

  /** The extension with this identifier, if there is one. */
  extension(oid: string): Extension | undefined {
    return this.extensions.find(({ extnID }) => extnID === oid);
  }

  /** The decoded value of an extension that PKI.js knows as `type`; undefined if it is absent. */
  value<T>(oid: string, type: new () => T): T | undefined {
    const value: unknown = this.extension(oid)?.parsedValue;
    return value instanceof type ? value : undefined;
  }

  isSame(other: ParsedCertificate): boolean {
    return this.x509.raw.equals(other.x509.raw);
  }
}
