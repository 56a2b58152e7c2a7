import type { Signer } from "@perennial/pki";

/** A key pair of the embedded store, without anything secret. */
export interface KeyView {
  readonly id: string;
  readonly algorithm: string;
  readonly label: string;
  readonly spkiHash: string;
}

/** The embedded key store, as far as a person handles it. */
export interface KeyRing {
  /** Whether there is a store at all; the first key or secret makes it. */
  exists(): Promise<boolean>;
  list(): Promise<readonly KeyView[]>;
  /**
   * Signs with a key pair, which stays where it is.
   * @throws PerennialError `keys.not-found`; signing throws `keys.store-locked`,
   *   `keys.wrong-passphrase`, `keys.corrupt`
   */
  signer(id: string): Promise<Signer>;
  /**
   * Writes key and certificate as a PKCS#12 file (mode 0600) that did not exist before.
   * @throws PerennialError `keys.not-found`, `keys.store-locked`, `cli.file-exists`,
   *   `cli.file-unwritable`
   */
  exportPkcs12(request: {
    readonly id: string;
    /** DER, base64. */
    readonly certificate: string;
    /** The rest of the chain, DER, base64. */
    readonly chain: readonly string[];
    readonly password: string;
    readonly path: string;
  }): Promise<void>;
  /** Whether the system has a keyring that answers. */
  keyringIsUsable(): Promise<boolean>;
}
