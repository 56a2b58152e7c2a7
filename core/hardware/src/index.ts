export { KeyStoreToken } from "./key-store.js";
export type { GenerateRequest, KeyStore, StoredKey } from "./key-store.js";
export { SoftwareKeyStore } from "./software/software-key-store.js";
export { StoreKey } from "./software/store-key.js";
export { SecretVault } from "./software/secret-vault.js";
export { EntropyPool } from "./entropy/entropy-pool.js";
export { systemRandom } from "./entropy/random-source.js";
export type { RandomSource } from "./entropy/random-source.js";
export { Passphrases, minPassphraseLength } from "./passphrase/passphrases.js";
export type { ChosenPassphrase } from "./passphrase/passphrases.js";
export { Keyring, openSystemKeyring } from "./passphrase/keyring.js";
export type { KeyringEntry, OpenKeyringEntry } from "./passphrase/keyring.js";
export { PassphraseFile } from "./passphrase/passphrase-file.js";
export { SystemdCredential } from "./passphrase/systemd-credential.js";
export type {
  AskPassphrase,
  PassphraseAnswer,
  PassphraseKeeper,
  PassphraseQuestion,
  PassphraseSource,
  StoreIdentity,
} from "./passphrase/passphrase-source.js";
export type { FileOperations } from "./files/file-operations.js";
export { catalogue as hardwareCatalogue } from "./l10n/index.js";
