import type { Instant, Json } from "@perennial/api";
import { orderedJson } from "../canonical-json.js";
import type { AuditEntry } from "../port/index.js";
import type { AuditLog } from "./audit-log.js";
import { json, text } from "./columns.js";
import type { Connection } from "./connection.js";

export class Settings {
  readonly #connection: Connection;
  readonly #audit: AuditLog;

  constructor(connection: Connection, audit: AuditLog) {
    this.#connection = connection;
    this.#audit = audit;
  }

  get(name: string): Json | undefined {
    return this.#connection.find(
      (row) => json<Json>(row, "value"),
      "SELECT name, value FROM setting WHERE name = ?",
      name,
    );
  }

  /** Those whose name begins with `prefix`, under their full names. */
  list(prefix: string): { readonly [name: string]: Json } {
    const entries = this.#connection.list(
      (row) => [text(row, "name"), json<Json>(row, "value")] as const,
      "SELECT name, value FROM setting WHERE substr(name, 1, length(?)) = ? ORDER BY name",
      prefix,
      prefix,
    );
    return Object.fromEntries(entries);
  }

  set(name: string, value: Json | undefined, audit: AuditEntry | undefined, at: Instant): void {
    this.#connection.write(() => {
      if (value === undefined) {
        this.#connection.run("DELETE FROM setting WHERE name = ?", name);
      } else {
        this.#connection.run(
          `INSERT INTO setting (name, value) VALUES (?, ?)
          ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
          name,
          orderedJson(value),
        );
      }
      if (audit !== undefined) this.#audit.append(audit, at);
    });
  }
}
