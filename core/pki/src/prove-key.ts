import { constants, randomBytes, verify } from "node:crypto";
import { parseCertificate } from "./certificates/certificate-info.js";
import { rfc4514 } from "./distinguished-name.js";
import { keyMismatch } from "./match.js";
import { hashFor } from "./signer.js";
import type { Signer } from "./signer.js";

/** In front of what is signed, so that the signature can never stand for anything else. */
const purpose = "Perennial test signature\0";

/**
 * Proves that a certificate and a private key belong together: signs fresh random bytes and
 * verifies the signature with the certificate.
 * @param certificate DER.
 * @returns what was signed with, for example `RSASSA-PKCS1-v1_5 with SHA-256`.
 * @throws PerennialError `certificates.key-mismatch`, `certificates.unreadable`, and what the signer
 *   throws.
 */
export async function proveKey(
  certificate: Uint8Array,
  signer: Signer,
): Promise<{ readonly algorithm: string }> {
  const { publicKey, subject } = parseCertificate(certificate);
  const spki = publicKey.export({ type: "spki", format: "der" });
  if (!spki.equals(signer.spki)) throw keyMismatch(rfc4514(subject));
  const challenge = Buffer.concat([Buffer.from(purpose, "latin1"), randomBytes(32)]);
  const hash = hashFor(signer.algorithm);
  const signature = await signer.sign(challenge, hash);
  const ec = signer.algorithm.startsWith("ec-");
  const key = ec
    ? { key: publicKey, dsaEncoding: "ieee-p1363" as const }
    : { key: publicKey, padding: constants.RSA_PKCS1_PADDING };
  if (!verify(hash, challenge, key, signature)) throw keyMismatch(rfc4514(subject));
  const hashName = hash.replace("sha", "SHA-");
  return { algorithm: `${ec ? "ECDSA" : "RSASSA-PKCS1-v1_5"} with ${hashName}` };
}
