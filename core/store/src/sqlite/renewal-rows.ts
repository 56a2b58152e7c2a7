import type { RenewalRecord, RenewalState } from "../port/index.js";
import { instant, integer, names, object, oneOf, optional, text, type Row } from "./columns.js";

export const RENEWAL_COLUMNS = `id, group_id, profile_id, account, accounts, provider, plugin_id,
  plugin_version, kind, steps, profile, created_at, state, current_step, wait, wake_at, error,
  attempts, cancel_requested, owner, lease_until, fence, updated_at, finished_at`;

const KINDS: readonly RenewalRecord["kind"][] = ["rekey", "access-grant"];
const STATES: readonly RenewalState[] = [
  "ready",
  "waiting",
  "in-doubt",
  "failed",
  "done",
  "cancelled",
];
const readKind = oneOf(KINDS);
const readState = oneOf(STATES);

type Read = <T>(row: Row, column: string, read: (row: Row, column: string) => T) => T;

/** @throws UnreadableColumn */
export function toRenewalRecord(row: Row): RenewalRecord {
  return readRenewal(row, (from, column, read) => read(from, column));
}

/**
 * Reads many rows. Renewals of one provider hold the same steps and often the same wait: equal texts
 * of a column become one value, so that a thousand of them stay small.
 */
export function renewalReader(): (row: Row) => RenewalRecord {
  const known = new Map<string, unknown>();
  const shared: Read = <T>(row: Row, column: string, read: (row: Row, column: string) => T): T => {
    const source = `${column} ${text(row, column)}`;
    if (!known.has(source)) known.set(source, read(row, column));
    return known.get(source) as T;
  };
  return (row) => readRenewal(row, shared);
}

function readRenewal(row: Row, shared: Read): RenewalRecord {
  const sharedObject = <T extends object>(from: Row, column: string): T =>
    shared(from, column, object<T>);
  return {
    id: text(row, "id"),
    group: text(row, "group_id"),
    profileId: text(row, "profile_id"),
    account: text(row, "account"),
    accounts: shared(row, "accounts", names),
    provider: text(row, "provider"),
    pluginId: text(row, "plugin_id"),
    pluginVersion: text(row, "plugin_version"),
    kind: readKind(row, "kind"),
    steps: shared(row, "steps", names),
    profile: shared(row, "profile", object<RenewalRecord["profile"]>),
    at: text(row, "created_at"),
    state: readState(row, "state"),
    ...optional(row, "current_step", "currentStep", text),
    ...optional(row, "wait", "wait", sharedObject<NonNullable<RenewalRecord["wait"]>>),
    ...optional(row, "wake_at", "wakeAt", instant),
    ...optional(row, "error", "error", sharedObject<NonNullable<RenewalRecord["error"]>>),
    attempts: integer(row, "attempts"),
    cancelRequested: integer(row, "cancel_requested") === 1,
    ...optional(row, "owner", "owner", sharedObject<NonNullable<RenewalRecord["owner"]>>),
    ...optional(row, "lease_until", "leaseUntil", instant),
    fence: integer(row, "fence"),
    updatedAt: text(row, "updated_at"),
    ...optional(row, "finished_at", "finishedAt", text),
  };
}
