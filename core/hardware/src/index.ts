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
export { openTokens } from "./token/open-tokens.js";
export { copyOfSecret, secretBytes } from "./files/secret-bytes.js";
export { readAtMost } from "./files/read-at-most.js";
export { descriptorIn, isOwnPipe, readHandedOver } from "./files/handed-over.js";
export type { PipeLimits } from "./files/handed-over.js";
export type { TokenServices, TokenSetting } from "./token/open-tokens.js";
export { TokenModulesToken } from "./token/host/token-modules.js";
export type { TokenModules } from "./token/host/token-modules.js";
export type { TokenChange, TokenWatch } from "./token/host/token-watch.js";
export type {
  FoundToken,
  ModulePart,
  ModuleStatus,
  TokenListing,
  UnusableSlot,
} from "./token/host/found-token.js";
export { fits as fitsToken, sameToken } from "./token/host/token-identity.js";
export type { TokenIdentity, TokenMatch } from "./token/host/token-identity.js";
export { ModuleDiscoveryToken } from "./token/host/module-discovery.js";
export type { ModuleDiscovery } from "./token/host/module-discovery.js";
export { ModuleHealthToken } from "./token/host/module-health.js";
export type { ModuleHealth, ModuleQuarantine } from "./token/host/module-health.js";
export type { HealthRecords } from "./token/host/recorded-module-health.js";
export { DEFAULT_TOKEN_LIMITS } from "./token/host/token-limits.js";
export type { TokenLimits } from "./token/host/token-limits.js";
export { bundledTokenRuntime, compiledTokenRuntime } from "./token/host/token-runtime.js";
export type { TokenRuntime } from "./token/host/token-runtime.js";
export type { TokenTimers } from "./token/host/timers.js";
export type { DiscoveryRemark, FoundModule } from "./token/modules/found-module.js";
export { ConfiguredModules, OrderedDiscovery } from "./token/modules/configured-modules.js";
export type { ModuleNames, NamedModule } from "./token/modules/configured-modules.js";
export { P11KitModules, p11KitFolders } from "./token/modules/p11-kit-modules.js";
export type { P11KitFolders } from "./token/modules/p11-kit-modules.js";
export { AtrModules } from "./token/modules/atr-modules.js";
export { modulesOfCard } from "./token/modules/card-atrs.js";
export type { CardInReader, CardsInReaders } from "./token/modules/card-atrs.js";
export { PcscdCards, pcscdSocket } from "./token/modules/pcscd-cards.js";
export { KnownModules } from "./token/modules/known-modules.js";
export type { KnownModule } from "./token/modules/known-modules.js";
export { formatPkcs11Uri, parsePkcs11Uri } from "./token/uri/pkcs11-uri.js";
export type { Pkcs11Uri } from "./token/uri/pkcs11-uri.js";
export { tokenUri, tokenUriNames } from "./token/uri/token-uri.js";
export { PinLedgerToken } from "./token/ledger/pin-ledger.js";
export type {
  PinAttempt,
  PinHistory,
  PinLedger,
  PinOutcome,
  PinUse,
} from "./token/ledger/pin-ledger.js";
export type { PinEntry, PinPurpose, PinQuestion, PinSource } from "./token/keys/pin-source.js";
export { TokenKeysToken } from "./token/keys/token-keys.js";
export type { TokenGenerateRequest, TokenKeys, TokenSigner } from "./token/keys/token-keys.js";
export type {
  CertificateObject,
  KeyObjects,
  MechanismView,
  ModuleDescription,
  PrivateKeyObject,
  PublicKeyObject,
  SlotView,
  TokenCapabilities,
  TokenFlags,
  TokenObjects,
  TokenView,
} from "./token/link/token-views.js";
export { catalogue as hardwareCatalogue } from "./l10n/index.js";
