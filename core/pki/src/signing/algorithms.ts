import type { KeyAlgorithm } from "@perennial/api";
import type { HashAlgorithm } from "../signer.js";
import { der, derTags, objectIdentifier, sequence } from "./der-writer.js";

/** Hash functions that signatures are accepted over, as node:crypto names them. */
export type VerifiedHash = HashAlgorithm;

/** By object identifier. SHA-1 and MD5 are not here: they are refused. */
export const hashesByOid: ReadonlyMap<string, VerifiedHash> = new Map([
  ["2.16.840.1.101.3.4.2.1", "sha256"],
  ["2.16.840.1.101.3.4.2.2", "sha384"],
  ["2.16.840.1.101.3.4.2.3", "sha512"],
]);

export const signatureOids = {
  rsaEncryption: "1.2.840.113549.1.1.1",
  rsaPss: "1.2.840.113549.1.1.10",
} as const;

/** Signature algorithms that name their hash. */
export const hashOfSignature: ReadonlyMap<
  string,
  { readonly key: "rsa" | "ec"; readonly hash: VerifiedHash }
> = new Map([
  ["1.2.840.113549.1.1.11", { key: "rsa", hash: "sha256" }],
  ["1.2.840.113549.1.1.12", { key: "rsa", hash: "sha384" }],
  ["1.2.840.113549.1.1.13", { key: "rsa", hash: "sha512" }],
  ["1.2.840.10045.4.3.2", { key: "ec", hash: "sha256" }],
  ["1.2.840.10045.4.3.3", { key: "ec", hash: "sha384" }],
  ["1.2.840.10045.4.3.4", { key: "ec", hash: "sha512" }],
]);

const written = {
  sha256: {
    digest: "2.16.840.1.101.3.4.2.1",
    rsa: "1.2.840.113549.1.1.11",
    ec: "1.2.840.10045.4.3.2",
  },
  sha384: {
    digest: "2.16.840.1.101.3.4.2.2",
    rsa: "1.2.840.113549.1.1.12",
    ec: "1.2.840.10045.4.3.3",
  },
  sha512: {
    digest: "2.16.840.1.101.3.4.2.3",
    rsa: "1.2.840.113549.1.1.13",
    ec: "1.2.840.10045.4.3.4",
  },
} as const;

/** AlgorithmIdentifier of a hash, its parameters absent (RFC 5754 section 2). */
export function digestAlgorithm(hash: HashAlgorithm): Uint8Array {
  return sequence(objectIdentifier(written[hash].digest));
}

/** AlgorithmIdentifier of a signature: NULL parameters for RSA, absent for ECDSA (RFC 5754 section 3). */
export function signatureAlgorithm(key: KeyAlgorithm, hash: HashAlgorithm): Uint8Array {
  return key.startsWith("ec-")
    ? sequence(objectIdentifier(written[hash].ec))
    : sequence(objectIdentifier(written[hash].rsa), der(derTags.null));
}
