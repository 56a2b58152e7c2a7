import type { Instant, JsonObject } from "@perennial/api";

export interface ProfileRecord {
  readonly id: string;
  readonly provider: string;
  readonly values: JsonObject;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/** A certificate that a profile's account uses, used, or is about to use. */
export interface CertificateRecord {
  readonly profileId: string;
  readonly account: string;
  /** Lower-case hexadecimal SHA-256 of the DER. */
  readonly sha256: string;
  readonly spkiHash: string;
  readonly subject: string;
  readonly issuer: string;
  readonly serial: string;
  readonly notBefore: Instant;
  readonly notAfter: Instant;
  /** DER, base64. */
  readonly der: string;
  /** Where it was found: a file's absolute path, or `store:<keyId>`. */
  readonly source: string;
  readonly keyId?: string;
  readonly state: "current" | "previous";
}
