import { X509Certificate } from "node:crypto";
import { PortalError } from "../shared/portal-error.js";
import { isOneSequence } from "./der.js";
import { fromPem, sha256 } from "./pem.js";
import { x509 } from "./x509.js";

/** The largest file that may hold a certificate, bytes. */
const LARGEST_FILE = 64 * 1024;

/** The end-entity certificate in an uploaded file. */
export interface SentCertificate {
  readonly der: Buffer;
  readonly certificate: X509Certificate;
  /** Lower-case hexadecimal SHA-256 of the DER. */
  readonly sha256: string;
  /** Lower-case hexadecimal SHA-256 of the SubjectPublicKeyInfo. */
  readonly spkiHash: string;
}

/**
 * Reads the file as the pages ask for it, "PEM or DER", "unrenamed and untransformed": as it was
 * mailed, whatever stands around the blocks.
 * @throws PortalError `certificate.unreadable`.
 */
export function readSentCertificate(content: Buffer | undefined): SentCertificate {
  if (content === undefined || content.length === 0) throw unreadable("The file is empty.");
  if (content.length > LARGEST_FILE) throw unreadable("The file is too large for a certificate.");
  const blocks =
    content[0] === 0x30
      ? [content]
      : fromPem(content.toString("utf8"), ["CERTIFICATE", "X509 CERTIFICATE"]);
  const certificates = blocks.map(parse);
  const [endEntity, ...others] = certificates.filter((entry) => !entry.certificate.ca);
  if (endEntity === undefined) throw unreadable("The file holds no certificate of a user.");
  if (others.length > 0) throw unreadable("The file holds certificates of several users.");
  return endEntity;
}

function parse(der: Buffer): SentCertificate {
  if (!isOneSequence(der)) throw unreadable("The file is not exactly one DER structure.");
  try {
    const certificate = new X509Certificate(der);
    const spki = Buffer.from(new x509.X509Certificate(der).publicKey.rawData);
    return { der, certificate, sha256: sha256(der), spkiHash: sha256(spki) };
  } catch (error) {
    throw unreadable(error instanceof Error ? error.message : String(error));
  }
}

function unreadable(detail: string): PortalError {
  return new PortalError(
    400,
    "certificate.unreadable",
    "The file is not a certificate that can be read.",
    detail,
  );
}
