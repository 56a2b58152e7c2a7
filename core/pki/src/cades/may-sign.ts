import type { X509Certificate } from "node:crypto";
import { extensionOids, ParsedCertificate } from "../chain/parsed-certificate.js";

/** digitalSignature and nonRepudiation, the first two bits of KeyUsage, RFC 5280 section 4.2.1.3. */
const signingBits = 0xc0;

/**
 * Whether a certificate may be used for signatures. One without the extension may be used for
 * anything, RFC 5280 section 4.2.1.3.
 */
export async function maySign(certificate: X509Certificate): Promise<boolean> {
  const { BitString } = await import("asn1js");
  const parsed = await ParsedCertificate.from(certificate);
  if (parsed.extension(extensionOids.keyUsage) === undefined) return true;
  const usage = parsed.value(extensionOids.keyUsage, BitString);
  return ((usage?.valueBlock.valueHexView[0] ?? 0) & signingBits) !== 0;
}
