import { X509Certificate } from "node:crypto";
import { PerennialError } from "@perennial/api";
import type { CertificateInfo } from "@perennial/api";
import { rfc4514 } from "../distinguished-name.js";
import { sha256Hex } from "../public-key.js";
import { certificateSpkiHash } from "./subject-public-key.js";

/**
 * What a certificate says. Fast: a status of a thousand certificates calls it for each.
 * @param der one certificate, RFC 5280, and nothing after it.
 * @throws PerennialError `certificates.unreadable`.
 */
export function certificateInfo(der: Uint8Array): CertificateInfo {
  return infoOf(decode(der));
}

/** As {@link certificateInfo}, of a parsed certificate. */
export function infoOf(certificate: X509Certificate): CertificateInfo {
  const { raw } = certificate;
  return {
    der: raw.toString("base64"),
    sha256: sha256Hex(raw),
    spkiHash: certificateSpkiHash(certificate, raw),
    subject: rfc4514(certificate.subject),
    issuer: rfc4514(certificate.issuer),
    serial: certificate.serialNumber.toLowerCase(),
    notBefore: instant(certificate.validFromDate),
    notAfter: instant(certificate.validToDate),
    isCa: certificate.ca,
  };
}

/**
 * Parses one certificate, its key and dates included. Encodings that are not the DER of what they
 * say are refused, so that a certificate has one hash.
 * @throws PerennialError `certificates.unreadable`.
 */
export function parseCertificate(der: Uint8Array): X509Certificate {
  const certificate = decode(der);
  try {
    // Node decodes the key only when it is asked for, and throws for an unknown curve.
    certificate.publicKey.export({ type: "spki", format: "der" });
  } catch (cause) {
    throw unreadable({ cause });
  }
  return certificate;
}

function decode(der: Uint8Array): X509Certificate {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(der);
    // Both throw for a date that is none.
    instant(certificate.validFromDate);
    instant(certificate.validToDate);
  } catch (cause) {
    throw unreadable({ cause });
  }
  if (certificate.raw.equals(der)) return certificate;
  throw unreadable({ detail: "The certificate is not encoded in DER." });
}

function unreadable(options: {
  readonly cause?: unknown;
  readonly detail?: string;
}): PerennialError {
  return new PerennialError("certificates.unreadable", { block: 0 }, options);
}

/** RFC 3339 in UTC, whole seconds as X.509 has them. */
export function instant(date: Date): string {
  return date.toISOString().replace(".000Z", "Z");
}
