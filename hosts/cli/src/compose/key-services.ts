import {
  EntropyPool,
  Keyring,
  PassphraseFile,
  Passphrases,
  SecretVault,
  SoftwareKeyStore,
  StoreKey,
  SystemdCredential,
  type AskPassphrase,
} from "@perennial/hardware";

/** Where passphrases may come from. */
export interface KeyServicesSetting {
  readonly home: string;
  readonly passphraseFile: string | undefined;
  readonly credentialsDirectory: string | undefined;
  /** Absent when nobody is there to be asked. */
  readonly ask: AskPassphrase | undefined;
}

/** The embedded key store and what goes with it, in one process. */
export class KeyServices {
  readonly store: SoftwareKeyStore;
  readonly vault: SecretVault;
  readonly pool = new EntropyPool();
  readonly keyring = new Keyring();

  constructor(setting: KeyServicesSetting) {
    const { home, passphraseFile, credentialsDirectory, ask } = setting;
    const sources = [
      ...(passphraseFile === undefined ? [] : [new PassphraseFile(passphraseFile)]),
      new SystemdCredential(credentialsDirectory),
      this.keyring,
    ];
    const storeKey = new StoreKey(home, new Passphrases(sources, ask, this.keyring));
    this.store = new SoftwareKeyStore(storeKey);
    this.vault = new SecretVault(storeKey);
  }
}
