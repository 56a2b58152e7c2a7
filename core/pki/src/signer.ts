import { constants, createHash, createSign, privateEncrypt, sign } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { promisify } from "node:util";
import type { KeyAlgorithm } from "@perennial/api";
import { publicKeyOf } from "./public-key.js";
import { digestInfo } from "./signing/digest-info.js";

/** Hash functions that Perennial signs with, as node:crypto names them. */
export type HashAlgorithm = "sha256" | "sha384" | "sha512";

/**
 * A private key that stays where it is: in the software store, or on a token. The algorithm of the
 * signature follows from the key: RSASSA-PKCS1-v1_5 or ECDSA.
 */
export interface Signer {
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Uint8Array;
  readonly algorithm: KeyAlgorithm;
  /**
   * Hashes and signs. RSA answers the signature as long as the modulus; ECDSA answers r and s as
   * fixed-length integers one after the other (IEEE P1363), as PKCS#11 and WebCrypto do.
   */
  sign(data: Uint8Array, hash: HashAlgorithm): Promise<Uint8Array>;
  /**
   * Signs what was hashed already, so that a big file never crosses to the key. RSA puts the digest
   * into a DigestInfo first ({@link digestInfo}). The answer has the form of {@link sign}'s.
   */
  signDigest?(digest: Uint8Array, hash: HashAlgorithm): Promise<Uint8Array>;
  /** Hashes and signs pieces as they come, for keys in memory that cannot sign a digest. */
  signStream?(content: AsyncIterable<Uint8Array>, hash: HashAlgorithm): Promise<Uint8Array>;
}

/** A key held elsewhere that signs digests and nothing else, as a token does. */
export interface DigestSigner {
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Uint8Array;
  readonly algorithm: KeyAlgorithm;
  /** As {@link Signer.signDigest}. */
  signDigest(digest: Uint8Array, hash: HashAlgorithm): Promise<Uint8Array>;
}

/**
 * The hash that goes with a key: SHA-384 for P-384, SHA-512 for P-521 (RFC 5480 section 4), otherwise
 * SHA-256.
 */
export function hashFor(algorithm: KeyAlgorithm): HashAlgorithm {
  if (algorithm === "ec-p521") return "sha512";
  return algorithm === "ec-p384" ? "sha384" : "sha256";
}

/** A signer over a private key in memory: it signs streams; digests, only if the key is one of RSA. */
export interface PrivateKeySigner extends Signer {
  signStream(content: AsyncIterable<Uint8Array>, hash: HashAlgorithm): Promise<Uint8Array>;
}

const signAsync = promisify(sign);

/**
 * A signer over a private key in memory.
 * @throws PerennialError `keys.unsupported-algorithm`.
 */
export function signerFromPrivateKey(privateKey: KeyObject): PrivateKeySigner {
  const { spki, algorithm } = publicKeyOf(privateKey);
  const ec = algorithm.startsWith("ec-");
  const key = {
    key: privateKey,
    ...(ec ? { dsaEncoding: "ieee-p1363" as const } : { padding: constants.RSA_PKCS1_PADDING }),
  };
  return {
    spki,
    algorithm,
    sign: (data, hash) => signAsync(hash, data, key),
    signStream: async (content, hash) => {
      const signing = createSign(hash);
      for await (const piece of content) signing.update(piece);
      return signing.sign(key);
    },
    // OpenSSL signs no ECDSA digest through node:crypto.
    ...(ec
      ? {}
      : {
          signDigest: (digest: Uint8Array, hash: HashAlgorithm) =>
            Promise.resolve(privateEncrypt(key, digestInfo(digest, hash))),
        }),
  };
}

/** A whole signer over a key that signs digests only: hashing is done here. */
export function signerFromDigests(key: DigestSigner): Signer {
  const signDigest = (digest: Uint8Array, hash: HashAlgorithm) => key.signDigest(digest, hash);
  return {
    spki: key.spki,
    algorithm: key.algorithm,
    signDigest,
    sign: (data, hash) => signDigest(createHash(hash).update(data).digest(), hash),
  };
}
