import type { RenewalRecord } from "../port.js";
import { integer, json, optional, text, type Row } from "./columns.js";

export const RENEWAL_COLUMNS = `id, group_id, profile_id, account, accounts, provider, plugin_id,
  plugin_version, kind, steps, profile, created_at, state, current_step, wait, wake_at, error,
  attempts, cancel_requested, owner, lease_until, fence, updated_at, finished_at`;

/** @throws UnreadableColumn */
export function toRenewalRecord(row: Row): RenewalRecord {
  return readRenewal(row, json);
}

/**
 * Reads many rows. Renewals of one provider hold the same steps and often the same wait: equal texts
 * become one value, so that a thousand of them stay small.
 */
export function renewalReader(): (row: Row) => RenewalRecord {
  const known = new Map<string, unknown>();
  const shared = <T>(row: Row, column: string): T => {
    const source = text(row, column);
    if (!known.has(source)) known.set(source, json(row, column));
    return known.get(source) as T;
  };
  return (row) => readRenewal(row, shared);
}

function readRenewal(row: Row, json: <T>(row: Row, column: string) => T): RenewalRecord {
  return {
    id: text(row, "id"),
    group: text(row, "group_id"),
    profileId: text(row, "profile_id"),
    account: text(row, "account"),
    accounts: json(row, "accounts"),
    provider: text(row, "provider"),
    pluginId: text(row, "plugin_id"),
    pluginVersion: text(row, "plugin_version"),
    kind: text(row, "kind") as RenewalRecord["kind"],
    steps: json(row, "steps"),
    profile: json(row, "profile"),
    at: text(row, "created_at"),
    state: text(row, "state") as RenewalRecord["state"],
    ...optional(row, "current_step", "currentStep", text),
    ...optional(row, "wait", "wait", json<NonNullable<RenewalRecord["wait"]>>),
    ...optional(row, "wake_at", "wakeAt", text),
    ...optional(row, "error", "error", json<NonNullable<RenewalRecord["error"]>>),
    attempts: integer(row, "attempts"),
    cancelRequested: integer(row, "cancel_requested") === 1,
    ...optional(row, "owner", "owner", json<NonNullable<RenewalRecord["owner"]>>),
    ...optional(row, "lease_until", "leaseUntil", text),
    fence: integer(row, "fence"),
    updatedAt: text(row, "updated_at"),
    ...optional(row, "finished_at", "finishedAt", text),
  };
}
