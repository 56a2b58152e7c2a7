import { token } from "@perennial/api";
import type { KeyAlgorithm, KeyRef } from "@perennial/api";
import type { Signer } from "@perennial/pki";

/** A key pair of a store, with the name people know it by. */
export interface StoredKey extends KeyRef {
  readonly label: string;
}

/** What a key pair is made from. */
export interface GenerateRequest {
  /** From {@link KeyStore.newId}, recorded before. */
  readonly id: string;
  readonly algorithm: KeyAlgorithm;
  readonly label: string;
  /** What a person gave. It is mixed with the system's randomness and never stands alone. */
  readonly entropy?: Uint8Array;
}

/** Where key pairs live and stay: the software store, or a token. Nothing here deletes a key. */
export interface KeyStore {
  /** 16 random bytes as lower-case hexadecimal, to be recorded before the key is made. */
  newId(): Promise<string>;
  /**
   * Makes the key pair. An existing one is never touched.
   * @throws PerennialError `keys.exists`, `keys.bad-id`, `keys.disk-full`, `keys.store-locked`,
   *   `keys.wrong-passphrase`, `keys.corrupt`, `keys.no-randomness`.
   */
  generate(request: GenerateRequest): Promise<StoredKey>;
  /**
   * The public half, without unlocking anything; null if there is no such key.
   * @throws PerennialError `keys.bad-id`, `keys.corrupt`.
   */
  find(id: string): Promise<StoredKey | null>;
  /** @throws PerennialError `keys.corrupt`. */
  list(): Promise<readonly StoredKey[]>;
  /**
   * Signs with the private half, which stays where it is. The store is unlocked when it signs first.
   * @throws PerennialError `keys.not-found`, `keys.bad-id`, `keys.corrupt`; signing throws
   *   `keys.store-locked`, `keys.wrong-passphrase`, `keys.corrupt`.
   */
  signer(id: string): Promise<Signer>;
}

/** Asks for the key store in a constructor: `@inject(KeyStoreToken.symbol)`. */
export const KeyStoreToken = token<KeyStore>("hardware.key-store");
