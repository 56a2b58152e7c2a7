import { hash } from "node:crypto";
import type { X509Certificate } from "node:crypto";
import { readDerChildren, readDerItem } from "../der.js";

/** Algorithm identifiers in the one form that RFC 3279 and RFC 5480 allow, DER in hexadecimal. */
const canonicalAlgorithms = new Set([
  "300d06092a864886f70d0101010500", // rsaEncryption, NULL
  "301306072a8648ce3d020106082a8648ce3d030107", // id-ecPublicKey, secp256r1
  "301006072a8648ce3d020106052b81040022", // id-ecPublicKey, secp384r1
  "301006072a8648ce3d020106052b81040023", // id-ecPublicKey, secp521r1
]);
const explicitVersion = 0xa0;

/**
 * Lower-case hexadecimal SHA-256 of a certificate's SubjectPublicKeyInfo as key stores and requests
 * encode it. Taken from the certificate's own bytes where they are in that form, which spares
 * OpenSSL decoding the key.
 */
export function certificateSpkiHash(certificate: X509Certificate, der: Uint8Array): string {
  const spki = encodedSpki(der);
  const [algorithm] =
    spki === undefined ? [] : (readDerChildren(readDerItem(spki)?.value ?? spki) ?? []);
  const canonical =
    algorithm !== undefined &&
    canonicalAlgorithms.has(Buffer.from(algorithm.encoded).toString("hex"));
  return hash(
    "sha256",
    canonical && spki !== undefined
      ? spki
      : certificate.publicKey.export({ type: "spki", format: "der" }),
  );
}

/** The seventh field of TBSCertificate, RFC 5280 section 4.1. */
function encodedSpki(der: Uint8Array): Uint8Array | undefined {
  const tbs = readDerItem(readDerItem(der)?.value ?? der);
  const fields = readDerChildren(tbs?.value ?? der) ?? [];
  return fields[fields[0]?.tag === explicitVersion ? 6 : 5]?.encoded;
}
