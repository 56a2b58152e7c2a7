import { constants, verify } from "node:crypto";
import { PerennialError } from "@perennial/api";
import { rfc4514 } from "../distinguished-name.js";
import { ecdsaToDer } from "./ecdsa-signature.js";
import type { SigningIdentity } from "./signing-identity.js";

/**
 * Signs, and verifies the signature with the certificate before anyone else does: a driver that
 * answers a wrong signature is found here.
 * @returns the signature as CMS has it: for ECDSA the DER of r and s.
 * @throws PerennialError `signatures.wrong-answer`, and what the signer throws.
 */
export async function checkedSignature(
  { signer, hash, x509 }: SigningIdentity,
  data: Uint8Array,
): Promise<Uint8Array> {
  const answer = await signer.sign(data, hash);
  const ec = signer.algorithm.startsWith("ec-");
  const even = answer.length > 0 && answer.length % 2 === 0;
  const signature = ec && even ? ecdsaToDer(answer) : answer;
  const key = ec
    ? { key: x509.publicKey, dsaEncoding: "der" as const }
    : { key: x509.publicKey, padding: constants.RSA_PKCS1_PADDING };
  if (!verify(hash, data, key, signature)) throw wrongAnswer(rfc4514(x509.subject));
  return signature;
}

/** The error of a key whose signature does not fit its certificate. */
export function wrongAnswer(subject: string): PerennialError {
  return new PerennialError("signatures.wrong-answer", { subject });
}

/** The most bytes that a signature of a key has, as CMS has it. */
export function longestSignature({ signer: { algorithm } }: SigningIdentity): number {
  switch (algorithm) {
    // SEQUENCE of two INTEGERs, each with a leading zero.
    case "ec-p256":
      return 2 + 2 * (2 + 33);
    case "ec-p384":
      return 2 + 2 * (2 + 49);
    // 521 bits leave the first octet's highest bit clear, and the SEQUENCE has a length of two octets.
    case "ec-p521":
      return 3 + 2 * (2 + 66);
    default:
      return Number(algorithm.slice("rsa-".length)) / 8;
  }
}
