import { PerennialError } from "@perennial/api";

/** DER elements of a certificate that CKA_SUBJECT, CKA_ISSUER and CKA_SERIAL_NUMBER hold. */
export interface CertificateFields {
  readonly subject: Uint8Array;
  readonly issuer: Uint8Array;
  readonly serial: Uint8Array;
}

/**
 * Finds them in TBSCertificate, RFC 5280 section 4.1: version, serialNumber, signature, issuer,
 * validity, subject. The certificate has been parsed in full before; here only lengths matter.
 * @throws PerennialError `token.certificate-unreadable`.
 */
export function certificateFields(der: Uint8Array): CertificateFields {
  const certificate = element(der, 0);
  const tbs = element(der, certificate.content);
  const elements: Uint8Array[] = [];
  for (let offset = tbs.content; offset < tbs.end && elements.length < 7;) {
    const { end } = element(der, offset);
    elements.push(der.subarray(offset, end));
    offset = end;
  }
  // The version is absent in version 1.
  const start = elements[0]?.[0] === 0xa0 ? 1 : 0;
  const [serial, , issuer, , subject] = elements.slice(start);
  if (serial === undefined || issuer === undefined || subject === undefined) throw unreadable();
  return { subject, issuer, serial };
}

/**
 * The bits of a public key: the BIT STRING in SubjectPublicKeyInfo, RFC 5280 section 4.1, without
 * the octet that counts unused ones.
 * @throws PerennialError `token.certificate-unreadable`.
 */
export function publicKeyBits(spki: Uint8Array): Uint8Array {
  const algorithm = element(spki, element(spki, 0).content);
  const bits = element(spki, algorithm.end);
  return spki.subarray(bits.content + 1, bits.end);
}

/** Where an element's content begins and where it ends. */
function element(der: Uint8Array, offset: number): { content: number; end: number } {
  const first = der[offset + 1];
  if (first === undefined) throw unreadable();
  let content = offset + 2;
  let length = first;
  if (first >= 0x80) {
    const bytes = der.subarray(content, content + (first & 0x7f));
    if (bytes.length === 0 || bytes.length > 4) throw unreadable();
    length = bytes.reduce((value, byte) => value * 256 + byte, 0);
    content += bytes.length;
  }
  if (content + length > der.length) throw unreadable();
  return { content, end: content + length };
}

function unreadable(): PerennialError {
  return new PerennialError("token.certificate-unreadable", {}, { effect: "none" });
}
