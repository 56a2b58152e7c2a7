import { digestAlgorithm, signatureAlgorithm } from "../signing/algorithms.js";
import {
  contextTag,
  der,
  derHeader,
  derTags,
  objectIdentifier,
  sequence,
  sortedSet,
} from "../signing/der-writer.js";
import type { SigningIdentity } from "../signing/signing-identity.js";
import { cmsOids } from "./attribute.js";

/** What goes in front of an attached content and after it; a detached signature has all in `head`. */
export interface SignedDataFrame {
  readonly head: Uint8Array;
  readonly tail: Uint8Array;
}

/**
 * Writes a ContentInfo with SignedData of one signer, RFC 5652 sections 3 and 5, in DER.
 * @param signedAttributes the SET OF that was signed.
 * @param signature as CMS has it.
 * @param attached the bytes of the content to be put between head and tail; null if it is detached.
 */
export function writeSignedData(
  identity: SigningIdentity,
  signedAttributes: Uint8Array,
  signature: Uint8Array,
  attached: number | null,
): SignedDataFrame {
  const version = der(derTags.integer, Uint8Array.of(1));
  const before = Buffer.concat([version, der(derTags.set, digestAlgorithm(identity.hash))]);
  const tail = Buffer.concat([
    der(contextTag(0), ...sortedSet(identity.certificates)),
    der(derTags.set, signerInfo(identity, signedAttributes, signature)),
  ]);
  const type = objectIdentifier(cmsOids.data);
  const wrappers = attached === null ? [] : contentHeaders(attached);
  const wrapped = wrappers.reduce((sum, { length }) => sum + length, attached ?? 0);
  const encapsulated = [derHeader(derTags.sequence, type.length + wrapped), type, ...wrappers];
  const fields =
    before.length +
    encapsulated.reduce((sum, { length }) => sum + length, attached ?? 0) +
    tail.length;
  const signedData = derHeader(derTags.sequence, fields);
  const explicit = derHeader(contextTag(0), signedData.length + fields);
  const contentType = objectIdentifier(cmsOids.signedData);
  const whole = contentType.length + explicit.length + signedData.length + fields;
  const head = Buffer.concat([
    derHeader(derTags.sequence, whole),
    contentType,
    explicit,
    signedData,
    before,
    ...encapsulated,
  ]);
  return attached === null
    ? { head: Buffer.concat([head, tail]), tail: new Uint8Array() }
    : { head, tail };
}

/** The headers of `[0] EXPLICIT OCTET STRING`. */
function contentHeaders(length: number): readonly Uint8Array[] {
  const octets = derHeader(derTags.octetString, length);
  return [derHeader(contextTag(0), octets.length + length), octets];
}

/** SignerInfo, RFC 5652 section 5.3. */
function signerInfo(
  identity: SigningIdentity,
  signedAttributes: Uint8Array,
  signature: Uint8Array,
): Uint8Array {
  // The set is implicitly tagged [0] here, and tagged as a SET OF where it is signed.
  const attributes = Buffer.concat([Uint8Array.of(contextTag(0)), signedAttributes.subarray(1)]);
  return sequence(
    der(derTags.integer, Uint8Array.of(1)),
    sequence(identity.issuer, identity.serial),
    digestAlgorithm(identity.hash),
    attributes,
    signatureAlgorithm(identity.signer.algorithm, identity.hash),
    der(derTags.octetString, signature),
  );
}
