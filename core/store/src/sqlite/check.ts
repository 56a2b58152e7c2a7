import { PerennialError, type Json } from "@perennial/api";
import { digestOf } from "../canonical-json.js";
import { asRow, json, text, UnreadableColumn, type Row } from "./columns.js";
import { compareRecorded } from "./compare-recorded.js";
import { Connection } from "./connection.js";
import { createSchema } from "./schema.js";

/**
 * SQLite's own integrity check; then whether every stored value can be read, and is still the one
 * whose digest the audit log has; whether what the log says was recorded is there, and nothing else;
 * and whether the tables, and the triggers that protect them, are those of the schema.
 * @returns problems in words, empty if sound.
 */
export function checkJournal(connection: Connection): string[] {
  const problems = attempt(() => integrity(connection));
  if (problems.length > 0) return problems;
  return connection.read(() => [
    ...attempt(() => connection.list(brokenReference, "PRAGMA foreign_key_check")),
    ...JSON_COLUMNS.flatMap((columns) => attempt(() => unreadable(connection, columns))),
    ...DIGESTS.flatMap((digest) => attempt(() => altered(connection, digest))),
    ...attempt(() => compareRecorded(connection)),
    ...attempt(() => alteredSchema(connection)),
  ]);
}

interface JsonColumns {
  readonly table: string;
  readonly id: string;
  readonly columns: readonly string[];
}

const JSON_COLUMNS: readonly JsonColumns[] = [
  {
    table: "renewal",
    id: "id",
    columns: ["accounts", "steps", "profile", "wait", "error", "owner"],
  },
  { table: "step", id: "renewal || ' ' || name", columns: ["output", "remarks"] },
  { table: "effect", id: "renewal || ' ' || key", columns: ["intent", "result"] },
  { table: "signal", id: "renewal || ' ' || id", columns: ["value"] },
  { table: "profile", id: "id", columns: ["values"] },
  { table: "setting", id: "name", columns: ["value"] },
];

/** A stored value, and the newest digest of it in the audit log. */
interface Digest {
  readonly what: string;
  readonly rows: string;
}

const DIGESTS: readonly Digest[] = [
  {
    what: "output of step",
    rows: `SELECT step.renewal || ' ' || name AS id, output AS value,
      (SELECT data ->> 'output' FROM audit WHERE audit.renewal = step.renewal
        AND event IN ('step.done', 'step.skipped') AND iif(json_valid(data), data ->> 'step', NULL) = name
        ORDER BY seq DESC LIMIT 1) AS digest FROM step`,
  },
  {
    what: "intent of effect",
    rows: `SELECT effect.renewal || ' ' || key AS id, intent AS value,
      (SELECT data ->> 'intent' FROM audit WHERE audit.renewal = effect.renewal
        AND event = 'effect.intended'
        AND iif(json_valid(data), data ->> 'key', NULL) = effect.key
        ORDER BY seq DESC LIMIT 1) AS digest FROM effect`,
  },
  {
    what: "result of effect",
    rows: `SELECT effect.renewal || ' ' || key AS id, result AS value,
      (SELECT data ->> 'result' FROM audit WHERE audit.renewal = effect.renewal
        AND event IN ('effect.performed', 'effect.found', 'effect.confirmed')
        AND iif(json_valid(data), data ->> 'key', NULL) = effect.key
        ORDER BY seq DESC LIMIT 1) AS digest FROM effect WHERE result IS NOT NULL OR state = 'performed'`,
  },
];

function integrity(connection: Connection): string[] {
  return connection
    .list((row) => text(row, "integrity_check"), "PRAGMA integrity_check")
    .filter((line) => line !== "ok");
}

/** A trigger that is not there any more protects nothing, and nobody would notice. */
function alteredSchema(connection: Connection): string[] {
  const sql = "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name";
  const statements = (of: Connection): ReadonlyMap<string, string> =>
    new Map(of.list((row) => [`${text(row, "type")} ${text(row, "name")}`, text(row, "sql")], sql));
  const fresh = new Connection(":memory:", 0);
  try {
    createSchema(fresh);
    const expected = statements(fresh);
    const found = statements(connection);
    return [...new Set([...expected.keys(), ...found.keys()])]
      .filter((name) => found.get(name) !== expected.get(name))
      .map((name) => `the ${name} is not as Perennial made it`);
  } finally {
    fresh.close();
  }
}

function brokenReference(row: Row): string {
  return `a row of table ${text(row, "table")} refers to a ${text(row, "parent")} that is not there`;
}

function unreadable(connection: Connection, { table, id, columns }: JsonColumns): string[] {
  const names = columns.map((name) => `"${name}"`).join(", ");
  return connection.list(asRow, `SELECT ${id} AS id, ${names} FROM "${table}"`).flatMap((row) =>
    columns
      .filter((column) => row[column] !== null)
      .flatMap((column) => attempt(() => void json<Json>(row, column)))
      .map((problem) => `table ${table}: ${problem}`),
  );
}

function altered(connection: Connection, { what, rows }: Digest): string[] {
  return connection.list(asRow, rows).flatMap((row) => {
    try {
      const { digest, value } = row;
      const same = value !== null && digest === digestOf(json<Json>(row, "value"));
      return same ? [] : [`the ${what} ${text(row, "id")} is not the one that was recorded`];
    } catch (error) {
      // Already among the unreadable ones.
      if (error instanceof UnreadableColumn) return [];
      throw error;
    }
  });
}

/** What `find` found; or that even that could not be read. */
function attempt(find: () => string[] | void): string[] {
  try {
    return find() ?? [];
  } catch (error) {
    if (error instanceof UnreadableColumn) return [error.message];
    if (PerennialError.is(error, "store.corrupt")) return [error.message];
    throw error;
  }
}
