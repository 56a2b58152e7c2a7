import { PerennialError, type Instant } from "@perennial/api";
import { orderedJson, digestOf } from "../canonical-json.js";
import { millisecondsOf } from "../instants.js";
import type { ProfileRecord } from "../port/index.js";
import type { AuditLog } from "./audit-log.js";
import { json, text, type Row } from "./columns.js";
import type { Connection } from "./connection.js";

export class Profiles {
  readonly #connection: Connection;
  readonly #audit: AuditLog;

  constructor(connection: Connection, audit: AuditLog) {
    this.#connection = connection;
    this.#audit = audit;
  }

  put(profile: ProfileRecord, expect: "new" | "existing"): void {
    const { id, provider, values, createdAt, updatedAt } = profile;
    millisecondsOf(createdAt);
    const changed = expect === "new" ? "profile.added" : "profile.changed";
    this.#connection.write(() => {
      const exists = this.#connection.exists("SELECT 1 FROM profile WHERE id = ?", id);
      if (exists && expect === "new") {
        throw new PerennialError("store.exists", { what: "profile", id });
      }
      if (!exists && expect === "existing") {
        throw new PerennialError("store.not-found", { what: "profile", id });
      }
      this.#connection.run(
        `INSERT INTO profile (id, provider, "values", created_at, updated_at)
        VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET
          provider = excluded.provider, "values" = excluded."values",
          updated_at = excluded.updated_at`,
        id,
        provider,
        orderedJson(values),
        createdAt,
        updatedAt,
      );
      const data = { profile: id, provider, values: digestOf(values) };
      this.#audit.append({ event: changed, data }, updatedAt);
    });
  }

  /** By id. */
  list(): ProfileRecord[] {
    return this.#connection.list(toProfile, "SELECT * FROM profile ORDER BY id");
  }

  /** The profile and what is known of its certificates; its renewals stay. */
  remove(id: string, at: Instant): void {
    this.#connection.write(() => {
      if (this.#connection.run("DELETE FROM profile WHERE id = ?", id) === 0) {
        throw new PerennialError("store.not-found", { what: "profile", id });
      }
      const certificates = this.#connection.list(
        (row) => text(row, "sha256"),
        "DELETE FROM certificate WHERE profile_id = ? RETURNING sha256",
        id,
      );
      this.#audit.append({ event: "profile.removed", data: { profile: id, certificates } }, at);
    });
  }
}

function toProfile(row: Row): ProfileRecord {
  return {
    id: text(row, "id"),
    provider: text(row, "provider"),
    values: json(row, "values"),
    createdAt: text(row, "created_at"),
    updatedAt: text(row, "updated_at"),
  };
}
