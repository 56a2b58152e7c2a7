import type { PassphraseKeeper, StoreIdentity } from "./passphrase-source.js";
import { passphraseBytes } from "./passphrase-text.js";

/** One entry of a keyring, as `@napi-rs/keyring` has it. */
export interface KeyringEntry {
  getPassword(): Promise<string | null>;
  setPassword(password: string): Promise<void>;
  deleteCredential(): Promise<boolean>;
}

/** Opens the entry of an account. It throws where the system has no keyring. */
export type OpenKeyringEntry = (account: string) => Promise<KeyringEntry>;

const service = "perennial";

/**
 * Opens entries of the system's keyring. On Linux only the Secret Service counts: the kernel's
 * keyring, which the library would fall back to, forgets everything when the machine restarts.
 */
export const openSystemKeyring: OpenKeyringEntry = async (account) => {
  const { AsyncEntry } = await import("@napi-rs/keyring");
  return new AsyncEntry(service, account, { linux: { store: "secret-service" } });
};

/**
 * The system's keyring: Keychain, Credential Manager, Secret Service. Service `perennial`, account
 * the absolute path of the home folder, `#` and the store's id; an entry without `#` and id, which a
 * person may have made, is read too. A keyring that is absent or locked has no passphrase.
 */
export class Keyring implements PassphraseKeeper {
  readonly name: string = "keyring";
  /** Why the keyring did not answer the last time, in English, for `doctor`. */
  problem: string | undefined;

  constructor(private readonly open: OpenKeyringEntry = openSystemKeyring) {}

  async find({ home, id }: StoreIdentity): Promise<Uint8Array | null> {
    const accounts = id === undefined ? [home] : [account({ home, id }), home];
    for (const name of accounts) {
      const found = await this.attempt(async () => (await this.open(name)).getPassword());
      if (typeof found === "string" && found !== "") return passphraseBytes(found);
    }
    return null;
  }

  async keep(store: StoreIdentity, passphrase: Uint8Array): Promise<boolean> {
    const text = Buffer.from(passphrase).toString("utf8");
    const kept = await this.attempt(async () => {
      const entry = await this.open(account(store));
      await entry.setPassword(text);
      return (await entry.getPassword()) === text;
    });
    return kept === true;
  }

  async forget(store: StoreIdentity): Promise<void> {
    await this.attempt(async () => (await this.open(account(store))).deleteCredential());
  }

  /** Whether the system has a keyring that answers. */
  async isUsable({ home }: StoreIdentity): Promise<boolean> {
    const answered = await this.attempt(async () => {
      await (await this.open(home)).getPassword();
      return true;
    });
    return answered === true;
  }

  private async attempt<T>(action: () => Promise<T>): Promise<T | undefined> {
    try {
      const result = await action();
      this.problem = undefined;
      return result;
    } catch (error) {
      // No D-Bus session, no service, no prebuilt library, a locked keyring nobody opened: all of
      // them are machines on which the passphrase comes from elsewhere.
      if (!(error instanceof Error)) throw error;
      this.problem = error.message;
      return undefined;
    }
  }
}

function account({ home, id }: StoreIdentity): string {
  return id === undefined ? home : `${home}#${id}`;
}
