import type { Json, JsonObject } from "@perennial/api";
import { json, optional, text, UnreadableColumn, type Row } from "./columns.js";
import type { Connection } from "./connection.js";

/** What the audit log says that a renewal is. */
export class RecordedRenewal {
  state = "ready";
  pluginVersion: Json | undefined;
  steps: Json | undefined;
  fence: Json = 0;
  cancelRequested = false;
  /** State of each step that ended, by name. */
  readonly ended = new Map<string, string>();
  /** State of each effect, by key. */
  readonly effects = new Map<string, string>();
  signals = 0;
  /** What became of signals, by id. */
  readonly consumed = new Map<Json | undefined, string>();

  constructor(created: JsonObject) {
    this.pluginVersion = created["pluginVersion"];
    this.steps = created["steps"];
  }

  follow(event: string, data: JsonObject): void {
    const [kind = "", what = ""] = event.split(".");
    const step = String(data["step"]);
    switch (kind) {
      case "step":
        if (what === "done" || what === "skipped") this.ended.set(step, what);
        return;
      case "effect":
        this.effects.set(String(data["key"]), EFFECT_STATES[what] ?? what);
        return;
      case "signal":
        if (what === "received") this.signals += 1;
        else this.consumed.set(data["signal"], what);
        return;
      case "renewal":
        this.#move(what, data);
    }
  }

  #move(what: string, data: JsonObject): void {
    switch (what) {
      case "claimed":
        this.fence = data["fence"] ?? 0;
        return;
      case "cancel-requested":
        this.cancelRequested = true;
        return;
      case "repinned":
        this.pluginVersion = data["to"];
        this.steps = data["steps"];
        return;
      case "rewound":
        for (const name of namesIn(data["dropped"])) this.ended.delete(name);
        return;
      case "released":
        return;
      default:
        this.state = what;
    }
  }
}

const EFFECT_STATES: Readonly<Record<string, string>> = {
  found: "performed",
  confirmed: "performed",
};

/** What the audit log says is in the journal. */
export interface Recorded {
  readonly renewals: ReadonlyMap<string, RecordedRenewal>;
  /** Digest of each profile's values, by id. */
  readonly profiles: ReadonlyMap<string, string>;
  /** SHA-256 and place of each account's current certificate, by profile, then account. */
  readonly certificates: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** Follows the audit log from its beginning. What cannot be read of it is left out. */
export function readRecorded(connection: Connection): Recorded {
  const renewals = new Map<string, RecordedRenewal>();
  const profiles = new Map<string, string>();
  const certificates = new Map<string, Map<string, string>>();
  const follow = ({ event, renewal, data }: Entry): void => {
    const profile = String(data["profile"]);
    if (event === "profile.added" || event === "profile.changed") {
      profiles.set(profile, String(data["values"]));
    } else if (event === "profile.removed") {
      profiles.delete(profile);
      certificates.delete(profile);
    } else if (event === "certificate.current") {
      const { account, sha256, source } = data;
      const known = certificates.get(profile) ?? new Map<string, string>();
      known.set(String(account), `${String(sha256)} ${String(source)}`);
      certificates.set(profile, known);
    } else if (event === "renewal.created" && renewal !== undefined) {
      renewals.set(renewal, new RecordedRenewal(data));
    } else if (renewal !== undefined) {
      renewals.get(renewal)?.follow(event, data);
    }
  };
  connection.list((row) => {
    const entry = toEntry(row);
    if (entry !== undefined) follow(entry);
  }, "SELECT seq, event, renewal, data FROM audit ORDER BY seq");
  return { renewals, profiles, certificates };
}

interface Entry {
  readonly event: string;
  readonly renewal?: string;
  readonly data: JsonObject;
}

function toEntry(row: Row): Entry | undefined {
  try {
    return {
      event: text(row, "event"),
      ...optional(row, "renewal", "renewal", text),
      data: json<JsonObject>(row, "data"),
    };
  } catch (error) {
    // `verifyAudit` tells of it.
    if (error instanceof UnreadableColumn) return undefined;
    throw error;
  }
}

function namesIn(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
