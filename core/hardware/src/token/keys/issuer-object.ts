import { createHash, X509Certificate } from "node:crypto";
import { certificateInfo, commonNameOf } from "@perennial/pki";
import type { CertificateParams } from "../link/messages.js";
import { certificateFields, publicKeyBits } from "./certificate-fields.js";

/**
 * The certificate of an issuing authority as an object of a token; undefined for a root's.
 * @throws PerennialError `certificates.unreadable`, `token.certificate-unreadable`.
 */
export function issuerObject(der: Uint8Array): CertificateParams | undefined {
  const info = certificateInfo(der);
  const { subject, issuer, serial } = certificateFields(der);
  if (Buffer.compare(subject, issuer) === 0) return undefined;
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
  return {
    id: publicKeyId(der),
    label: commonNameOf(info.subject),
    der: base64(der),
    subject: base64(subject),
    issuer: base64(issuer),
    serial: base64(serial),
  };
}

/** SHA-1 of the bits of the public key (RFC 5280 section 4.2.1.2, method 1), as is the custom. */
function publicKeyId(der: Uint8Array): string {
  const spki = new X509Certificate(der).publicKey.export({ type: "spki", format: "der" });
  return createHash("sha1").update(publicKeyBits(spki)).digest("hex");
}
