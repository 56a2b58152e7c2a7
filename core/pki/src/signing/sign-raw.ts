import { constants, createHash, createPublicKey, createVerify } from "node:crypto";
import type { KeyObject, Verify } from "node:crypto";
import { PerennialError } from "@perennial/api";
import { sha256Hex } from "../public-key.js";
import { hashFor } from "../signer.js";
import type { HashAlgorithm, Signer } from "../signer.js";
import { pieces } from "./content.js";
import type { Content } from "./content.js";
import { ecdsaToDer } from "./ecdsa-signature.js";

/** Bytes of the largest content for a key that wants all of it at once. */
const largestWhole = 64 * 1024 * 1024;

/**
 * Signs a content and nothing around it: RSASSA-PKCS1-v1_5, or ECDSA with r and s in DER, as
 * `openssl dgst -verify` takes them. The content is read once, as a stream; the signature is
 * verified before it is given.
 * @param hash by default the one that goes with the key.
 * @throws PerennialError `signatures.wrong-answer`; `signatures.too-large` (`size`, `max`) over 64 MiB
 *   where the key signs neither digests nor streams; and what the signer and the content throw.
 */
export async function signRaw(
  signer: Signer,
  content: Content,
  hash: HashAlgorithm = hashFor(signer.algorithm),
): Promise<Uint8Array> {
  const key = createPublicKey({ key: Buffer.from(signer.spki), format: "der", type: "spki" });
  const verifying = createVerify(hash);
  const answer = await answerOf(signer, watched(content, verifying), hash);
  const ec = signer.algorithm.startsWith("ec-");
  const signature = ec && answer.length % 2 === 0 ? ecdsaToDer(answer) : answer;
  if (!verifying.verify(verifyingKey(key), signature)) {
    throw new PerennialError("signatures.wrong-answer", { subject: sha256Hex(signer.spki) });
  }
  return signature;
}

/** Whether a raw signature, as {@link signRaw} makes it, is right. */
export async function verifyRaw(
  publicKey: KeyObject,
  content: Content,
  signature: Uint8Array,
  hash: HashAlgorithm,
): Promise<boolean> {
  const verifying = createVerify(hash);
  for await (const piece of pieces(content)) verifying.update(piece);
  return verifying.verify(verifyingKey(publicKey), signature);
}

function verifyingKey(key: KeyObject) {
  return key.asymmetricKeyType === "ec"
    ? { key, dsaEncoding: "der" as const }
    : { key, padding: constants.RSA_PKCS1_PADDING };
}

async function answerOf(
  signer: Signer,
  content: AsyncIterable<Uint8Array>,
  hash: HashAlgorithm,
): Promise<Uint8Array> {
  if (signer.signDigest !== undefined) {
    const running = createHash(hash);
    for await (const piece of content) running.update(piece);
    return signer.signDigest(running.digest(), hash);
  }
  if (signer.signStream !== undefined) return signer.signStream(content, hash);
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const piece of content) {
    size += piece.length;
    if (size > largestWhole) {
      throw new PerennialError("signatures.too-large", { size, max: largestWhole });
    }
    parts.push(piece);
  }
  return signer.sign(Buffer.concat(parts), hash);
}

async function* watched(content: Content, verifying: Verify): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces(content)) {
    verifying.update(piece);
    yield piece;
  }
}
