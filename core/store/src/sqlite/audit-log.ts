import type { AuditEntry, AuditRecord } from "../port/index.js";
import { PerennialError, type Instant } from "@perennial/api";
import { canonicalJson, digestOf } from "../canonical-json.js";
import { millisecondsOf } from "../instants.js";
import { integer, json, optional, text, type Row } from "./columns.js";
import type { Connection } from "./connection.js";

/** What is hashed: everything of a record except its own hash. */
export type AuditContent = Omit<AuditRecord, "hash">;

/** Lower-case hexadecimal SHA-256 over the canonical JSON of a record's content. */
export function auditHash(content: AuditContent): string {
  const { seq, at, event, renewal, data, previous } = content;
  return digestOf({ seq, at, event, renewal, data, previous });
}

/** The log's last record, as kept beside it. */
export interface AuditHead {
  readonly seq: number;
  readonly hash: string;
}

/** The append-only log. Triggers of the schema move the head and refuse any other change. */
export class AuditLog {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Inside the transaction of the change that it records. */
  append(entry: AuditEntry, at: Instant): void {
    millisecondsOf(at);
    const head = this.head();
    const content: AuditContent = { ...entry, seq: head.seq + 1, at, previous: head.hash };
    this.#connection.run(
      "INSERT INTO audit (seq, at, event, renewal, data, previous, hash) VALUES (?, ?, ?, ?, ?, ?, ?)",
      content.seq,
      at,
      entry.event,
      entry.renewal ?? null,
      canonicalJson(entry.data),
      content.previous,
      auditHash(content),
    );
  }

  records(filter: {
    readonly renewal?: string;
    readonly after?: number;
    readonly limit?: number;
  }): AuditRecord[] {
    const { renewal, after = 0, limit = -1 } = filter;
    return renewal === undefined
      ? this.#connection.list(
          toAuditRecord,
          "SELECT * FROM audit WHERE seq > ? ORDER BY seq LIMIT ?",
          after,
          limit,
        )
      : this.#connection.list(
          toAuditRecord,
          "SELECT * FROM audit WHERE renewal = ? AND seq > ? ORDER BY seq LIMIT ?",
          renewal,
          after,
          limit,
        );
  }

  /** Number and hash of the last record, as kept beside the log. */
  head(): AuditHead {
    const head = this.#connection.find(toHead, "SELECT seq, hash FROM audit_head");
    if (head === undefined) {
      const { path } = this.#connection;
      throw new PerennialError("store.corrupt", { path }, { detail: "the audit log has no head" });
    }
    return head;
  }
}

/** @throws UnreadableColumn */
export function toHead(row: Row): AuditHead {
  return { seq: integer(row, "seq"), hash: text(row, "hash") };
}

/** @throws UnreadableColumn */
export function toAuditRecord(row: Row): AuditRecord {
  return {
    seq: integer(row, "seq"),
    at: text(row, "at"),
    event: text(row, "event"),
    ...optional(row, "renewal", "renewal", text),
    data: json(row, "data"),
    previous: text(row, "previous"),
    hash: text(row, "hash"),
  };
}
