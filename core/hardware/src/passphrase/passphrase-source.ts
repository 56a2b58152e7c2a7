/** Which store a passphrase is for. */
export interface StoreIdentity {
  /** Absolute path of the home folder. */
  readonly home: string;
  /** The store's own id; undefined before it exists. */
  readonly id: string | undefined;
}

/**
 * Somewhere a passphrase may be. Sources are asked in order; the first passphrase that is found is
 * used, once. None of them is the command line or the environment, which other processes can read.
 */
export interface PassphraseSource {
  /** For logs: `keyring`, `file`, `systemd-credential`. */
  readonly name: string;
  /** The passphrase in UTF-8, or null if this source has none. The caller zeroes it. */
  find(store: StoreIdentity): Promise<Uint8Array | null>;
}

/** A source that can also keep a passphrase for the next time. */
export interface PassphraseKeeper extends PassphraseSource {
  /**
   * Keeps a passphrase and reads it back.
   * @returns false if this source cannot be used here.
   */
  keep(store: StoreIdentity, passphrase: Uint8Array): Promise<boolean>;
  /** Forgets a kept passphrase of a store that did not come to be. */
  forget(store: StoreIdentity): Promise<void>;
}

/** What a host is asked when no source knows the passphrase. */
export interface PassphraseQuestion {
  /** `create`: the host asks twice and compares, or answers `generate`. */
  readonly purpose: "unlock" | "create";
  /** Characters, for `create`. */
  readonly minLength: number;
  /** Whether the keyring can keep a generated one. */
  readonly canGenerate: boolean;
}

/** `generate`: a random passphrase is made and kept in the system's keyring. Null: nobody answers. */
export type PassphraseAnswer = { readonly passphrase: string } | { readonly generate: true } | null;

/** Asks a person. Never called before a private key or a secret is needed. */
export type AskPassphrase = (question: PassphraseQuestion) => Promise<PassphraseAnswer>;
