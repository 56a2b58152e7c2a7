import { constants, sign } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { promisify } from "node:util";
import type { KeyAlgorithm } from "@perennial/api";
import { publicKeyOf } from "./public-key.js";

/** Hash functions that Perennial signs with, as node:crypto names them. */
export type HashAlgorithm = "sha256" | "sha384";

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
}

/** The hash that goes with a key: SHA-384 for P-384 (RFC 5480 section 4), otherwise SHA-256. */
export function hashFor(algorithm: KeyAlgorithm): HashAlgorithm {
  return algorithm === "ec-p384" ? "sha384" : "sha256";
}

const signAsync = promisify(sign);

/**
 * A signer over a private key in memory.
 * @throws PerennialError `keys.unsupported-algorithm`.
 */
export function signerFromPrivateKey(privateKey: KeyObject): Signer {
  const { spki, algorithm } = publicKeyOf(privateKey);
  return {
    spki,
    algorithm,
    sign: (data, hash) =>
      signAsync(hash, data, {
        key: privateKey,
        ...(algorithm.startsWith("ec-")
          ? { dsaEncoding: "ieee-p1363" as const }
          : { padding: constants.RSA_PKCS1_PADDING }),
      }),
  };
}
