import { createHash } from "node:crypto";
import { PerennialError } from "@perennial/api";
import { writeSignedData } from "../cms/write-signed-data.js";
import { checkedSignature } from "../signing/checked-signature.js";
import { digestContent, pieces } from "../signing/content.js";
import type { Content, Digested } from "../signing/content.js";
import { signingIdentity } from "../signing/signing-identity.js";
import type { SignedBy, SigningIdentity } from "../signing/signing-identity.js";
import type { HashAlgorithm } from "../signer.js";
import { cadesAttributes } from "./cades-attributes.js";

/** Bytes of the largest content that goes into a signature: it is verified in memory. */
export const largestAttached = 512 * 1024 * 1024;

/**
 * Signs a content that stays beside its signature: CAdES B-B (ETSI EN 319 122-1), detached. The
 * content is read once, as a stream, and may have any size.
 * @returns a ContentInfo, DER.
 * @throws PerennialError `certificates.key-mismatch`, `certificates.expired`,
 *   `certificates.not-yet-valid`, `certificates.unreadable`, `signatures.wrong-answer`, and what the
 *   signer and the content throw.
 */
export async function signCades(by: SignedBy, content: Content): Promise<Uint8Array> {
  const identity = signingIdentity(by);
  const { digests } = await digestContent(content, [identity.hash]);
  const { attributes, signature } = await sign(identity, digests);
  return writeSignedData(identity, attributes, signature, null).head;
}

/**
 * Signs a content and puts it into the signature: CAdES B-B, attached. The content is read twice,
 * as a stream: to hash it, and to write it.
 * @param open opens the content anew.
 * @returns the pieces of a ContentInfo, DER.
 * @throws PerennialError as {@link signCades}; `signatures.too-large` (`size`, `max`) over
 *   {@link largestAttached}; `signatures.content-changed` when the second reading gives something
 *   else, and what was written until then is worthless.
 */
export async function* signCadesAttached(
  by: SignedBy,
  open: () => Content,
): AsyncGenerator<Uint8Array> {
  const identity = signingIdentity(by);
  const { digests, length } = await digestContent(open(), [identity.hash], largestAttached);
  const { attributes, signature } = await sign(identity, digests);
  const { head, tail } = writeSignedData(identity, attributes, signature, length);
  yield head;
  yield* unchanged(open(), identity.hash, { digests, length });
  yield tail;
}

async function sign(identity: SigningIdentity, digests: ReadonlyMap<HashAlgorithm, Uint8Array>) {
  const digest = digests.get(identity.hash) ?? new Uint8Array();
  const attributes = cadesAttributes(identity, digest, { signingTime: true });
  return { attributes, signature: await checkedSignature(identity, attributes) };
}

/** Passes a content on, and fails before its end when it is not what was hashed. */
async function* unchanged(
  content: Content,
  hash: HashAlgorithm,
  expected: Digested<HashAlgorithm>,
): AsyncGenerator<Uint8Array> {
  const running = createHash(hash);
  let length = 0;
  for await (const piece of pieces(content)) {
    length += piece.length;
    if (length > expected.length) break;
    running.update(piece);
    yield piece;
  }
  const digest = expected.digests.get(hash);
  if (length !== expected.length || digest === undefined || !running.digest().equals(digest)) {
    throw new PerennialError("signatures.content-changed");
  }
}
