import { constants, verify } from "node:crypto";
import type { KeyObject, VerifyKeyObjectInput } from "node:crypto";
import { berChildren, berObjectIdentifier } from "../cms/ber.js";
import type { BerItem } from "../cms/ber.js";
import { readPssParameters } from "../cms/pss-parameters.js";
import { signatureOids } from "../signing/algorithms.js";

/**
 * Hashes by signature algorithm; null for schemes that have no hash of their own. Weak ones are here
 * too: that they are weak is told apart from being wrong.
 */
const schemes: ReadonlyMap<string, { readonly keys: string; readonly hash: string | null }> =
  new Map([
    ["1.2.840.113549.1.1.4", { keys: "rsa", hash: "md5" }],
    ["1.2.840.113549.1.1.5", { keys: "rsa", hash: "sha1" }],
    ["1.2.840.113549.1.1.14", { keys: "rsa", hash: "sha224" }],
    ["1.2.840.113549.1.1.11", { keys: "rsa", hash: "sha256" }],
    ["1.2.840.113549.1.1.12", { keys: "rsa", hash: "sha384" }],
    ["1.2.840.113549.1.1.13", { keys: "rsa", hash: "sha512" }],
    ["1.2.840.10045.4.1", { keys: "ec", hash: "sha1" }],
    ["1.2.840.10045.4.3.1", { keys: "ec", hash: "sha224" }],
    ["1.2.840.10045.4.3.2", { keys: "ec", hash: "sha256" }],
    ["1.2.840.10045.4.3.3", { keys: "ec", hash: "sha384" }],
    ["1.2.840.10045.4.3.4", { keys: "ec", hash: "sha512" }],
    ["2.16.840.1.101.3.4.3.2", { keys: "dsa", hash: "sha256" }],
    ["1.3.101.112", { keys: "ed25519", hash: null }],
    ["1.3.101.113", { keys: "ed448", hash: null }],
  ]);

/** A signature with what it was made over. */
export interface SelfSignature {
  readonly key: KeyObject;
  /** AlgorithmIdentifier. */
  readonly algorithm: BerItem;
  readonly data: Uint8Array;
  readonly signature: Uint8Array;
}

/** Whether a request's signature is that of its own key; null for an algorithm not known here. */
export function isSelfSigned({ key, algorithm, data, signature }: SelfSignature): boolean | null {
  const [type, parameters] = berChildren(algorithm) ?? [];
  const oid = berObjectIdentifier(type) ?? "";
  if (oid === signatureOids.rsaPss) {
    const pss = readPssParameters(parameters);
    if (pss === null) return null;
    if (key.asymmetricKeyType?.startsWith("rsa") !== true) return false;
    const padding = constants.RSA_PKCS1_PSS_PADDING;
    return isRight(pss.hash, data, { key, padding, saltLength: pss.saltLength }, signature);
  }
  const scheme = schemes.get(oid);
  if (scheme === undefined) return null;
  return key.asymmetricKeyType === scheme.keys && isRight(scheme.hash, data, { key }, signature);
}

/** OpenSSL throws where a signature has not even the form that goes with the key. */
function isRight(
  hash: string | null,
  data: Uint8Array,
  key: VerifyKeyObjectInput,
  signature: Uint8Array,
): boolean {
  try {
    return verify(hash, data, key, signature);
  } catch (error) {
    if (error instanceof Error) return false;
    throw error;
  }
}
