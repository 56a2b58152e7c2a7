import type { Instant, Json, JsonObject } from "@perennial/api";
import type { AuditEntry, AuditRecord, AuditVerdict } from "./audit-record.js";
import type { Changes, Next, OpenRenewals } from "./changes.js";
import type { EffectRecord, Journal, NewSignal, StepRecord } from "./journal.js";
import type { Fence, Owner } from "./owner.js";
import type { CertificateRecord, ProfileRecord } from "./profile-record.js";
import type { NewRenewal, RenewalRecord, RenewalState } from "./renewal-record.js";

/**
 * The journal. Every method is one transaction, on disk when its promise resolves, together with
 * its audit records. Times are given by the caller.
 *
 * Errors: `store.fenced` (released, or a later claim was made), `store.claimed` (another owner
 * holds the lease), `store.overtaken` (the profile's renewals are not those that were seen),
 * `store.finished` (the renewal is done or cancelled), `store.effect-state`,
 * `store.not-found`, `store.exists`, `store.busy`, `store.disk-full`, `store.corrupt`,
 * `store.missing` (the journal was taken away), `store.rolled-back` (it lacks records that it had), `store.read-only`, `store.io`, `store.closed`,
 * `store.schema-newer` (written by a newer Perennial), `store.invalid-instant`,
 * `store.not-plain-data`. None of them says anything about an effect: the result of one that was
 * performed may just not be recorded.
 */
export interface RenewalStore {
  /**
   * All of them or none.
   * @param expected refused, with `store.overtaken`, unless it holds in the same transaction: of
   *   processes that begin at the same moment each sees what the others began.
   */
  create(renewals: readonly NewRenewal[], at: Instant, expected?: OpenRenewals): Promise<void>;
  /** Takes the lease, if it is free, has ended, or `isGone` says that its owner has. */
  claim(
    renewal: string,
    owner: Owner,
    at: Instant,
    leaseUntil: Instant,
    isGone: (owner: Owner) => boolean,
  ): Promise<Fence>;
  /** Keeps the lease. It is the one change that the audit log does not record. */
  heartbeat(fence: Fence, at: Instant, leaseUntil: Instant): Promise<void>;
  release(fence: Fence, at: Instant): Promise<void>;

  load(renewal: string): Promise<Journal>;
  /** In the order of their creation. */
  renewals(filter?: {
    readonly states?: readonly RenewalState[];
    readonly profileId?: string;
    readonly group?: string;
    /**
     * Only those that are neither done nor cancelled, and are ready, or have a `wakeAt` that is
     * not after this time, a cancel request or an unconsumed signal. Whether a wait for another
     * renewal's step is over, and whether another owner drives it just now, is for the engine to
     * see.
     */
    readonly dueAt?: Instant;
  }): Promise<readonly RenewalRecord[]>;

  /** Writes the intent. Answers the record that was there before, if any, and changes nothing then. */
  beginEffect(
    fence: Fence,
    effect: { readonly step: string; readonly key: string; readonly intent: JsonObject },
    at: Instant,
  ): Promise<EffectRecord | undefined>;
  /** @throws PerennialError `store.effect-state` unless it is `intended`. */
  completeEffect(
    fence: Fence,
    key: string,
    result: Json,
    how: "performed" | "found" | "confirmed",
    at: Instant,
  ): Promise<void>;
  /**
   * It is certain that it did not happen; it may be intended again.
   * @throws PerennialError `store.effect-state` unless it is `intended`.
   */
  clearEffect(fence: Fence, key: string, why: JsonObject, at: Instant): Promise<void>;
  /**
   * Intends again an effect that is `absent`.
   * @throws PerennialError `store.effect-state` unless it is.
   */
  reintendEffect(fence: Fence, key: string, intent: JsonObject, at: Instant): Promise<void>;

  /**
   * Records a step's end and what comes next. `taken` signals are marked.
   * @throws PerennialError `store.exists` if the step has ended already: it never changes.
   */
  completeStep(
    fence: Fence,
    step: Omit<StepRecord, "finishedAt">,
    taken: readonly number[],
    next: Next,
    at: Instant,
  ): Promise<void>;
  /**
   * Records a wait, a failure, a cancel or a return to ready without a step's end.
   * @throws PerennialError `store.effect-state` unless the effect that is `absent` is `intended`.
   */
  park(fence: Fence, next: Next, changes: Changes, at: Instant): Promise<void>;
  /**
   * Drops recorded steps from `from` on (the person goes back) and makes `from` ready; effects and
   * signals stay, `taken` signals are marked.
   * @throws PerennialError `store.not-found` if the renewal has no such step.
   */
  rewind(fence: Fence, from: string, at: Instant, taken?: readonly number[]): Promise<void>;
  /** Pins the renewal to another version of its plugin that takes it over. */
  repin(fence: Fence, pluginVersion: string, steps: readonly string[], at: Instant): Promise<void>;

  /**
   * Gives something to a renewal; any process may, without a lease. A signal whose `dedupe` was
   * already given to this renewal is ignored.
   * @returns whether it was new.
   */
  signal(renewal: string, signal: NewSignal, at: Instant): Promise<boolean>;
  /** Any process may, without a lease. */
  requestCancel(renewal: string, at: Instant): Promise<void>;

  /** The profile, and the current certificates of its accounts with it, or neither. */
  putProfile(
    profile: ProfileRecord,
    expect: "new" | "existing",
    certificates?: readonly CertificateRecord[],
  ): Promise<void>;
  profiles(): Promise<readonly ProfileRecord[]>;
  /** The profile and its certificates' records; its renewals stay. */
  removeProfile(id: string, at: Instant): Promise<void>;

  /**
   * Makes `certificate` the account's current one; the one before becomes `previous`.
   * @param renewal that brought it; its fence, where the renewal is driven.
   */
  putCertificate(
    certificate: CertificateRecord,
    at: Instant,
    renewal?: string | Fence,
  ): Promise<void>;
  certificates(filter?: {
    readonly profileId?: string;
    readonly state?: "current" | "previous";
  }): Promise<readonly CertificateRecord[]>;

  /** Small settings and counters (plugin enabled, crash times), by name. */
  setting(name: string): Promise<Json | undefined>;
  settings(prefix: string): Promise<{ readonly [name: string]: Json }>;
  /** @param fence of the renewal that it is set for, where it is set by one that is driven. */
  setSetting(
    name: string,
    value: Json | undefined,
    audit: AuditEntry | undefined,
    at: Instant,
    fence?: Fence,
  ): Promise<void>;

  /** @param fence of the renewal that it is about, where that is driven. */
  audit(entry: AuditEntry, at: Instant, fence?: Fence): Promise<void>;
  auditLog(filter?: {
    readonly renewal?: string;
    readonly after?: number;
    readonly limit?: number;
  }): Promise<readonly AuditRecord[]>;
  verifyAudit(): Promise<AuditVerdict>;

  /**
   * A consistent copy of the whole store in a new file, complete or absent.
   * @throws PerennialError `store.exists` if there is a file already.
   */
  backUp(path: string): Promise<void>;
  /**
   * The database's own integrity check, and whether what is stored can be read and is what the
   * audit log says was recorded; problems in words, empty if sound.
   */
  check(): Promise<readonly string[]>;
  close(): Promise<void>;
}
