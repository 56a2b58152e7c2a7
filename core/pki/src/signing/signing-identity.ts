import type { X509Certificate } from "node:crypto";
import { PerennialError } from "@perennial/api";
import { instant, parseCertificate } from "../certificates/certificate-info.js";
import { rfc4514 } from "../distinguished-name.js";
import { keyMismatch } from "../match.js";
import { hashFor } from "../signer.js";
import type { HashAlgorithm, Signer } from "../signer.js";
import { issuerAndSerialOf } from "./issuer-and-serial.js";
import type { IssuerAndSerial } from "./issuer-and-serial.js";

/** Who signs. */
export interface SignedBy {
  readonly signer: Signer;
  /** The signer's certificate, DER. */
  readonly certificate: Uint8Array;
  /** Its issuers, DER, in any order; all of them go into the signature. */
  readonly chain: readonly Uint8Array[];
  /** Now: the time that the signature claims. */
  readonly at: Date;
  /** The hash of the signature; by default the one that goes with the key. */
  readonly hash?: HashAlgorithm;
  /** Signs although the certificate has expired: who verifies will see that it had. */
  readonly evenExpired?: boolean;
}

/** Who signs, checked. */
export interface SigningIdentity extends IssuerAndSerial {
  readonly signer: Signer;
  readonly x509: X509Certificate;
  readonly hash: HashAlgorithm;
  /** The signer's certificate and its issuers, DER. */
  readonly certificates: readonly Uint8Array[];
  readonly at: Date;
}

/**
 * Checks, before a key is used, that the certificate is the key's and valid at the time.
 * @throws PerennialError `certificates.key-mismatch`, `certificates.expired`,
 *   `certificates.not-yet-valid`, `certificates.unreadable`.
 */
export function signingIdentity(by: SignedBy): SigningIdentity {
  const x509 = parseCertificate(by.certificate);
  const subject = rfc4514(x509.subject);
  const spki = x509.publicKey.export({ type: "spki", format: "der" });
  if (!spki.equals(by.signer.spki)) throw keyMismatch(subject);
  if (by.at < x509.validFromDate) {
    const notBefore = instant(x509.validFromDate);
    throw new PerennialError("certificates.not-yet-valid", { subject, notBefore });
  }
  if (by.at > x509.validToDate && by.evenExpired !== true) {
    const notAfter = instant(x509.validToDate);
    throw new PerennialError("certificates.expired", { subject, notAfter });
  }
  return {
    ...issuerAndSerialOf(by.certificate),
    signer: by.signer,
    x509,
    hash: by.hash ?? hashFor(by.signer.algorithm),
    certificates: [by.certificate, ...by.chain.map((issuer) => parseCertificate(issuer).raw)],
    at: by.at,
  };
}
