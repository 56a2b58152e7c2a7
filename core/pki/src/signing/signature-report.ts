import { PerennialError } from "@perennial/api";
import type { CertificateInfo, ErrorData, JsonObject } from "@perennial/api";
import type { Content } from "./content.js";
import type { VerifiedHash } from "./algorithms.js";

/** Something found about a signature. */
export interface SignatureFinding {
  /** A refusal makes the signature worth nothing; a remark is for people to know. */
  readonly severity: "refusal" | "remark";
  /** Code, params and cause; the text is that of the error with this code. */
  readonly error: ErrorData;
}

/** What verification found out about one signature. */
export interface SignatureReport {
  /** There is no refusal among the findings. */
  readonly valid: boolean;
  readonly findings: readonly SignatureFinding[];
  /** Null where the signature does not hold its signer's certificate. */
  readonly signer: CertificateInfo | null;
  /** From the signer to the root, DER; empty where there is none. */
  readonly chain: readonly Uint8Array[];
  /** What the signer claims, RFC 3339 in UTC; nothing proves it. */
  readonly signingTime: string | null;
  /** For example `ECDSA with SHA-256`; null where it is not one that is accepted. */
  readonly algorithm: string | null;
  /** Whether the signed attributes name the signer's certificate, as CAdES and PAdES want it. */
  readonly bindsCertificate: boolean;
}

/** How signatures are judged. */
export interface TrustRules {
  /** PEM, DER in base64, or `system`. */
  readonly roots: readonly string[];
  /** Now. */
  readonly at: Date;
  /**
   * Judges the signer's chain at the time that the signature claims, not now. Nothing proves that
   * time: a key that was stolen after its certificate expired can claim any.
   */
  readonly atSigningTime?: boolean;
  /**
   * Asks only whether the signatures hold and what they cover, whoever made them: neither a chain nor
   * what the certificate may be used for is looked at.
   */
  readonly anySigner?: boolean;
}

/** A signed file to verify. */
export interface VerifySignatureRequest extends TrustRules {
  /** A CMS message in DER, PEM or base64, or a PDF. */
  readonly signature: Uint8Array;
  /** What a detached signature is about. */
  readonly content?: Content;
}

/** Digests of a content, by hash function. */
export type Digests = ReadonlyMap<VerifiedHash, Uint8Array>;

export function refusal(code: PerennialError): SignatureFinding {
  return { severity: "refusal", error: code.toJSON() };
}

export function remark(code: PerennialError): SignatureFinding {
  return { severity: "remark", error: code.toJSON() };
}

/** The error of a signature that is wrong. */
export function invalidSignature(
  reason: string,
  cause?: unknown,
  more: JsonObject = {},
): PerennialError {
  return new PerennialError("signatures.invalid", { reason, ...more }, { cause });
}
