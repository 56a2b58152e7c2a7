import { token } from "../inject.js";

/** Key algorithms, as the software store offers them. */
export type KeyAlgorithm = "rsa-2048" | "rsa-3072" | "rsa-4096" | "ec-p256" | "ec-p384" | "ec-p521";

/** A key pair that stays where it is. */
export interface KeyRef {
  /**
   * 16 bytes as lower-case hexadecimal. Chosen before the key exists, and its CKA_ID on a token; that of an
   * adopted key is made from its SPKI hash, and the token has another.
   */
  readonly id: string;
  readonly algorithm: KeyAlgorithm;
  /** SubjectPublicKeyInfo, DER, base64. */
  readonly spki: string;
  /** Lower-case hexadecimal SHA-256 of the SubjectPublicKeyInfo. */
  readonly spkiHash: string;
  /** Only of a key on a token: the PKCS #11 URI of the token. */
  readonly place?: string;
}

/** Key pairs on a token or in the software store. There is no way to export one. */
export interface Keys {
  /** A fresh identifier for `generate`, to be journaled first as the effect's intent. */
  newId(): Promise<string>;
  /**
   * Makes the key pair. Entropy that the person gave in this renewal is mixed in by the host; a token
   * makes its own. Where a key was made is on record before it is made: from then on it is found and
   * used there.
   * @param request `place`: the value of a profile field of format `key-place`, or that of a key which
   *   this renewal adopted, or (with `"tokens": ["read"]`) what the person chose in this step, in a
   *   choice with the key `place`; without it, or as `software`, the embedded store.
   * @throws PerennialError `keys.exists`, `keys.store-locked`, `keys.disk-full`,
   *   `keys.place-not-chosen`, and what the token throws (`token.*`).
   */
  generate(request: {
    id: string;
    algorithm: KeyAlgorithm;
    label: string;
    place?: string;
  }): Promise<KeyRef>;
  /** The key pair with this identifier, or null if there is none. */
  find(id: string): Promise<KeyRef | null>;
}
export const Keys = token<Keys>("keys");
