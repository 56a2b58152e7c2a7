export type { AuditEntry, AuditRecord, AuditVerdict } from "./audit-record.js";
export type { Changes, Next, OpenRenewals } from "./changes.js";
export type { EffectRecord, Journal, NewSignal, Signal, StepRecord } from "./journal.js";
export type { Fence, Owner } from "./owner.js";
export type { CertificateRecord, ProfileRecord } from "./profile-record.js";
export type { NewRenewal, RenewalRecord, RenewalState } from "./renewal-record.js";
export type { RenewalStore } from "./renewal-store.js";
