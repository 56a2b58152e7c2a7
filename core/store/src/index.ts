export type {
  AuditEntry,
  AuditRecord,
  AuditVerdict,
  CertificateRecord,
  Changes,
  EffectRecord,
  Fence,
  Journal,
  NewRenewal,
  NewSignal,
  Next,
  OpenRenewals,
  Owner,
  ProfileRecord,
  RenewalRecord,
  RenewalState,
  RenewalStore,
  Signal,
  StepRecord,
} from "./port/index.js";
export { RenewalStoreToken } from "./renewal-store-token.js";
export { openSqliteStore } from "./sqlite/open-sqlite-store.js";
export type { SqliteStoreOptions } from "./sqlite/open-sqlite-store.js";
export { SqliteRenewalStore } from "./sqlite/sqlite-renewal-store.js";
export { catalogue as storeCatalogue } from "./l10n/index.js";
