import type { KeyAlgorithm, KeyRef } from "@perennial/api";
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

/** The key store as the brokers of plugins see it. */
export class BrokeredKeys {
  constructor(private readonly services: KeyServices) {}

  newId(): Promise<string> {
    return this.services.store.newId();
  }

  /** Mixes in what the person gave for this renewal; it is used up by it. */
  async generate(request: {
    renewal: string;
    id: string;
    algorithm: KeyAlgorithm;
    label: string;
  }): Promise<KeyRef> {
    const { renewal, ...own } = request;
    const entropy = this.services.pool.take(renewal);
    try {
      return toRef(
        await this.services.store.generate({
          ...own,
          ...(entropy === undefined ? {} : { entropy }),
        }),
      );
    } finally {
      entropy?.fill(0);
    }
  }

  async find(id: string): Promise<KeyRef | null> {
    const key = await this.services.store.find(id);
    return key === null ? null : toRef(key);
  }

  signer(id: string): ReturnType<SoftwareKeyStore["signer"]> {
    return this.services.store.signer(id);
  }

  encryptedFiles(ids: readonly string[]): Promise<readonly string[]> {
    return this.services.store.encryptedFiles(ids);
  }
}

function toRef({ id, algorithm, spki, spkiHash }: KeyRef): KeyRef {
  return { id, algorithm, spki, spkiHash };
}
