import type { Instant, Json, JsonObject } from "@perennial/api";
import type {
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
  RenewalStore,
  StepRecord,
} from "../port/index.js";
import type { Anchor } from "./anchor.js";
import { AuditLog } from "./audit-log.js";
import { verifyAudit } from "./audit-verification.js";
import { copyDatabase } from "./backup.js";
import { Certificates } from "./certificates.js";
import { checkJournal } from "./check.js";
import type { Connection } from "./connection.js";
import { Effects } from "./effects.js";
import { Leases } from "./leases.js";
import { Profiles } from "./profiles.js";
import { Progress } from "./progress.js";
import { Renewals, type RenewalFilter } from "./renewals.js";
import { Settings } from "./settings.js";
import { Signals } from "./signals.js";

/** The journal in one SQLite file. Made by {@link openSqliteStore}. */
export class SqliteRenewalStore implements RenewalStore {
  readonly #connection: Connection;
  readonly #anchor: Anchor | undefined;
  readonly #audit: AuditLog;
  readonly #renewals: Renewals;
  readonly #leases: Leases;
  readonly #effects: Effects;
  readonly #signals: Signals;
  readonly #progress: Progress;
  readonly #profiles: Profiles;
  readonly #certificates: Certificates;
  readonly #settings: Settings;

  /**
   * @param connection to a database of the newest schema; closed with the store.
   * @param anchor where the end of the audit log is remembered; none for a database in memory.
   */
  constructor(connection: Connection, anchor?: Anchor) {
    this.#connection = connection;
    this.#anchor = anchor;
    this.#audit = new AuditLog(connection);
    this.#renewals = new Renewals(connection, this.#audit);
    this.#leases = new Leases(connection, this.#renewals, this.#audit);
    this.#effects = new Effects(connection, this.#leases, this.#audit);
    this.#signals = new Signals(connection, this.#audit);
    this.#progress = new Progress(
      connection,
      this.#renewals,
      this.#leases,
      this.#effects,
      this.#signals,
      this.#audit,
    );
    this.#profiles = new Profiles(connection, this.#audit);
    this.#certificates = new Certificates(connection, this.#audit);
    this.#settings = new Settings(connection, this.#audit);
  }

  async create(
    renewals: readonly NewRenewal[],
    at: Instant,
    expected?: OpenRenewals,
  ): Promise<void> {
    this.#renewals.create(renewals, at, expected);
  }

  async claim(
    renewal: string,
    owner: Owner,
    at: Instant,
    leaseUntil: Instant,
    isGone: (owner: Owner) => boolean,
  ): Promise<Fence> {
    return this.#leases.claim(renewal, owner, at, leaseUntil, isGone);
  }

  async heartbeat(fence: Fence, _at: Instant, leaseUntil: Instant): Promise<void> {
    this.#leases.heartbeat(fence, leaseUntil);
  }

  async release(fence: Fence, at: Instant): Promise<void> {
    this.#leases.release(fence, at);
  }

  async load(renewal: string): Promise<Journal> {
    return this.#connection.read(() => ({
      renewal: this.#renewals.get(renewal),
      steps: this.#progress.list(renewal),
      effects: this.#effects.list(renewal),
      signals: this.#signals.list(renewal),
    }));
  }

  async renewals(filter: RenewalFilter = {}): Promise<readonly RenewalRecord[]> {
    return this.#renewals.list(filter);
  }

  async beginEffect(
    fence: Fence,
    effect: { readonly step: string; readonly key: string; readonly intent: JsonObject },
    at: Instant,
  ): Promise<EffectRecord | undefined> {
    return this.#effects.begin(fence, effect, at);
  }

  async completeEffect(
    fence: Fence,
    key: string,
    result: Json,
    how: "performed" | "found" | "confirmed",
    at: Instant,
  ): Promise<void> {
    this.#effects.complete(fence, key, result, how, at);
  }

  async clearEffect(fence: Fence, key: string, why: JsonObject, at: Instant): Promise<void> {
    this.#effects.clear(fence, key, why, at);
  }

  async reintendEffect(fence: Fence, key: string, intent: JsonObject, at: Instant): Promise<void> {
    this.#effects.reintend(fence, key, intent, at);
  }

  async completeStep(
    fence: Fence,
    step: Omit<StepRecord, "finishedAt">,
    taken: readonly number[],
    next: Next,
    at: Instant,
  ): Promise<void> {
    this.#progress.completeStep(fence, step, taken, next, at);
  }

  async park(fence: Fence, next: Next, changes: Changes, at: Instant): Promise<void> {
    this.#progress.park(fence, next, changes, at);
  }

  async rewind(fence: Fence, from: string, at: Instant, taken?: readonly number[]): Promise<void> {
    this.#progress.rewind(fence, from, at, taken);
  }

  async repin(
    fence: Fence,
    pluginVersion: string,
    steps: readonly string[],
    at: Instant,
  ): Promise<void> {
    this.#progress.repin(fence, pluginVersion, steps, at);
  }

  async signal(renewal: string, signal: NewSignal, at: Instant): Promise<boolean> {
    return this.#signals.give(renewal, signal, at);
  }

  async requestCancel(renewal: string, at: Instant): Promise<void> {
    this.#renewals.requestCancel(renewal, at);
  }

  async putProfile(
    profile: ProfileRecord,
    expect: "new" | "existing",
    certificates: readonly CertificateRecord[] = [],
  ): Promise<void> {
    this.#connection.write(() => {
      this.#profiles.put(profile, expect);
      for (const certificate of certificates) {
        this.#certificates.put(certificate, profile.updatedAt, undefined);
      }
    });
  }

  async profiles(): Promise<readonly ProfileRecord[]> {
    return this.#profiles.list();
  }

  async removeProfile(id: string, at: Instant): Promise<void> {
    this.#profiles.remove(id, at);
  }

  async putCertificate(
    certificate: CertificateRecord,
    at: Instant,
    renewal?: string | Fence,
  ): Promise<void> {
    const fence = typeof renewal === "object" ? renewal : undefined;
    const id = typeof renewal === "object" ? renewal.renewal : renewal;
    this.#fenced(fence, () => this.#certificates.put(certificate, at, id));
  }

  async certificates(
    filter: { readonly profileId?: string; readonly state?: "current" | "previous" } = {},
  ): Promise<readonly CertificateRecord[]> {
    return this.#certificates.list(filter);
  }

  async setting(name: string): Promise<Json | undefined> {
    return this.#settings.get(name);
  }

  async settings(prefix: string): Promise<{ readonly [name: string]: Json }> {
    return this.#settings.list(prefix);
  }

  async setSetting(
    name: string,
    value: Json | undefined,
    audit: AuditEntry | undefined,
    at: Instant,
    fence?: Fence,
  ): Promise<void> {
    this.#fenced(fence, () => this.#settings.set(name, value, audit, at));
  }

  async audit(entry: AuditEntry, at: Instant, fence?: Fence): Promise<void> {
    this.#fenced(fence, () => this.#audit.append(entry, at));
  }

  async auditLog(
    filter: { readonly renewal?: string; readonly after?: number; readonly limit?: number } = {},
  ): Promise<readonly AuditRecord[]> {
    return this.#audit.records(filter);
  }

  async verifyAudit(): Promise<AuditVerdict> {
    return verifyAudit(this.#connection, this.#anchor?.read() ?? "none");
  }

  async backUp(path: string): Promise<void> {
    copyDatabase(this.#connection, path);
  }

  async check(): Promise<readonly string[]> {
    return checkJournal(this.#connection);
  }

  #fenced(fence: Fence | undefined, work: () => void): void {
    this.#connection.write(() => {
      if (fence !== undefined) this.#leases.check(fence);
      work();
    });
  }

  async close(): Promise<void> {
    if (!this.#connection.isOpen) return;
    try {
      this.#anchor?.raise(this.#audit);
    } finally {
      this.#connection.close();
    }
  }
}
