import { PerennialError, type Instant } from "@perennial/api";
import { orderedJson } from "../canonical-json.js";
import { millisecondsOf } from "../instants.js";
import type { NewRenewal, OpenRenewals, RenewalRecord, RenewalState } from "../port/index.js";
import type { AuditLog } from "./audit-log.js";
import { text } from "./columns.js";
import type { Connection } from "./connection.js";
import { RENEWAL_COLUMNS, renewalReader, toRenewalRecord } from "./renewal-rows.js";

export interface RenewalFilter {
  readonly states?: readonly RenewalState[];
  readonly profileId?: string;
  readonly group?: string;
  readonly dueAt?: Instant;
}

/** Each line finds its renewals by an index of its own; UNION would sort, and scan, instead. */
export const DUE = `id IN (
  SELECT id FROM renewal WHERE state = 'ready'
  UNION ALL SELECT id FROM renewal WHERE wake_ms <= ?
  UNION ALL SELECT id FROM renewal WHERE cancel_requested = 1 AND finished_at IS NULL
  UNION ALL SELECT renewal FROM signal WHERE consumed IS NULL
) AND finished_at IS NULL`;

/** Beginning, finding and cancelling renewals. */
export class Renewals {
  readonly #connection: Connection;
  readonly #audit: AuditLog;

  constructor(connection: Connection, audit: AuditLog) {
    this.#connection = connection;
    this.#audit = audit;
  }

  create(renewals: readonly NewRenewal[], at: Instant, expected: OpenRenewals | undefined): void {
    this.#connection.write(() => {
      if (expected !== undefined) this.#checkOpen(expected);
      for (const renewal of renewals) this.#createOne(renewal, at);
    });
  }

  /** @throws PerennialError `store.overtaken` */
  #checkOpen({ profileId, ids }: OpenRenewals): void {
    const open = this.#connection.list(
      (row) => text(row, "id"),
      "SELECT id FROM renewal WHERE profile_id = ? AND finished_at IS NULL",
      profileId,
    );
    if (open.length === ids.length && open.every((id) => ids.includes(id))) return;
    throw new PerennialError("store.overtaken", { profile: profileId }, { retry: {} });
  }

  #createOne(renewal: NewRenewal, at: Instant): void {
    millisecondsOf(renewal.at);
    const inserted = this.#connection.run(
      `INSERT INTO renewal (id, group_id, profile_id, account, accounts, provider, plugin_id,
        plugin_version, kind, steps, profile, created_at, state, current_step, updated_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'ready', ?, ?) ON CONFLICT (id) DO NOTHING`,
      renewal.id,
      renewal.group,
      renewal.profileId,
      renewal.account,
      orderedJson(renewal.accounts),
      renewal.provider,
      renewal.pluginId,
      renewal.pluginVersion,
      renewal.kind,
      orderedJson(renewal.steps),
      orderedJson(renewal.profile),
      renewal.at,
      renewal.steps[0] ?? null,
      at,
    );
    if (inserted === 0) {
      throw new PerennialError("store.exists", { what: "renewal", id: renewal.id });
    }
    this.#audit.append(
      {
        event: "renewal.created",
        renewal: renewal.id,
        data: {
          profile: renewal.profileId,
          account: renewal.account,
          provider: renewal.provider,
          plugin: renewal.pluginId,
          pluginVersion: renewal.pluginVersion,
          steps: renewal.steps,
        },
      },
      at,
    );
  }

  /** @throws PerennialError `store.not-found` */
  get(id: string): RenewalRecord {
    const found = this.#connection.find(
      toRenewalRecord,
      `SELECT ${RENEWAL_COLUMNS} FROM renewal WHERE id = ?`,
      id,
    );
    if (found === undefined) throw new PerennialError("store.not-found", { what: "renewal", id });
    return found;
  }

  /** In the order of their creation. */
  list(filter: RenewalFilter): RenewalRecord[] {
    const { states, profileId, group, dueAt } = filter;
    const conditions: string[] = [];
    const parameters: (string | number)[] = [];
    if (states !== undefined) {
      conditions.push(`state IN (${states.map(() => "?").join(", ")})`);
      parameters.push(...states);
    }
    if (profileId !== undefined) {
      conditions.push("profile_id = ?");
      parameters.push(profileId);
    }
    if (group !== undefined) {
      conditions.push("group_id = ?");
      parameters.push(group);
    }
    if (dueAt !== undefined) {
      conditions.push(DUE);
      parameters.push(millisecondsOf(dueAt));
    }
    const where = conditions.length === 0 ? "" : `WHERE ${conditions.join(" AND ")}`;
    return this.#connection.list(
      renewalReader(),
      `SELECT ${RENEWAL_COLUMNS} FROM renewal ${where} ORDER BY seq`,
      ...parameters,
    );
  }

  requestCancel(id: string, at: Instant): void {
    this.#connection.write(() => {
      const { state, cancelRequested } = this.get(id);
      if (state === "done" || state === "cancelled") {
        throw new PerennialError("store.finished", { renewal: id, state });
      }
      if (cancelRequested) return;
      this.#connection.run(
        "UPDATE renewal SET cancel_requested = 1, updated_at = ? WHERE id = ?",
        at,
        id,
      );
      this.#audit.append({ event: "renewal.cancel-requested", renewal: id, data: {} }, at);
    });
  }
}
