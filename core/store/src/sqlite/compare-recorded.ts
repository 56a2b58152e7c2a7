import type { Json } from "@perennial/api";
import { canonicalJson, digestOf } from "../canonical-json.js";
import { asRow, json, text, type Row } from "./columns.js";
import type { Connection } from "./connection.js";
import { readRecorded, type Recorded, type RecordedRenewal } from "./recorded.js";

/**
 * Whether what is stored is there, and in the state, that the audit log says was recorded: rows that
 * were removed, added or moved on behind the journal's back.
 * @returns problems in words.
 * @throws UnreadableColumn
 */
export function compareRecorded(connection: Connection): string[] {
  const recorded = readRecorded(connection);
  const rows = (sql: string): readonly Row[] => connection.list(asRow, sql);
  return [
    ...compareRenewals(recorded, rows("SELECT * FROM renewal ORDER BY seq")),
    ...compareSteps(recorded, rows("SELECT renewal, name, state FROM step")),
    ...compareEffects(recorded, rows("SELECT renewal, key, state FROM effect")),
    ...compareSignals(recorded, rows("SELECT renewal, id, consumed FROM signal ORDER BY id")),
    ...differences(
      "profile",
      recorded.profiles,
      rows(`SELECT id, "values" FROM profile`),
      (row) => [text(row, "id"), digestOf(json<Json>(row, "values"))],
    ),
    ...differences(
      "current certificate",
      flatten(recorded.certificates, (accounts) => accounts),
      rows("SELECT profile_id, account, sha256, source FROM certificate WHERE state = 'current'"),
      (row) => [
        `${text(row, "profile_id")} ${text(row, "account")}`,
        `${text(row, "sha256")} ${text(row, "source")}`,
      ],
    ),
  ];
}

function compareRenewals({ renewals }: Recorded, rows: readonly Row[]): string[] {
  const fixed = new Map([...renewals].map(([id, renewal]) => [id, describe(renewal)]));
  return differences("renewal", fixed, rows, (row) => [
    text(row, "id"),
    canonicalJson([
      text(row, "state"),
      text(row, "plugin_version"),
      json<Json>(row, "steps"),
      Number(row["fence"]),
      row["cancel_requested"] === 1,
    ]),
  ]);
}

function describe(renewal: RecordedRenewal): string {
  const { state, pluginVersion = null, steps = null, fence, cancelRequested } = renewal;
  return canonicalJson([state, pluginVersion, steps, fence, cancelRequested]);
}

function compareSteps({ renewals }: Recorded, rows: readonly Row[]): string[] {
  const ended = flatten(renewals, ({ ended: steps }) => steps);
  return differences("step", ended, rows, (row) => [
    `${text(row, "renewal")} ${text(row, "name")}`,
    text(row, "state"),
  ]);
}

function compareEffects({ renewals }: Recorded, rows: readonly Row[]): string[] {
  const effects = flatten(renewals, ({ effects: known }) => known);
  return differences("effect", effects, rows, (row) => [
    `${text(row, "renewal")} ${text(row, "key")}`,
    text(row, "state"),
  ]);
}

/** Their values are in no log, so only how many there are, and what became of them. */
function compareSignals({ renewals }: Recorded, rows: readonly Row[]): string[] {
  const found = new Map<string, Row[]>();
  for (const row of rows) {
    const id = text(row, "renewal");
    const known = found.get(id);
    if (known === undefined) found.set(id, [row]);
    else known.push(row);
  }
  return [...renewals].flatMap(([id, { signals, consumed }]) => {
    const given = found.get(id) ?? [];
    const isSame =
      given.length === signals &&
      given.every((row) => (row["consumed"] ?? undefined) === consumed.get(Number(row["id"])));
    return isSame ? [] : [`what was given to renewal ${id} is not what was recorded`];
  });
}

function flatten<T>(
  all: ReadonlyMap<string, T>,
  of: (one: T) => ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  return new Map(
    [...all].flatMap(([id, one]) =>
      [...of(one)].map(([name, content]) => [`${id} ${name}`, content] as const),
    ),
  );
}

function differences(
  what: string,
  recorded: ReadonlyMap<string, string>,
  rows: readonly Row[],
  read: (row: Row) => readonly [id: string, content: string],
): string[] {
  const stored = new Map(rows.map(read));
  const missing = [...recorded.keys()].filter((id) => !stored.has(id));
  return [
    ...missing.map((id) => `the ${what} ${id} was recorded and is not there`),
    ...[...stored]
      .filter(([id, content]) => content !== recorded.get(id))
      .map(([id]) => `the ${what} ${id} is not what was recorded`),
  ];
}
