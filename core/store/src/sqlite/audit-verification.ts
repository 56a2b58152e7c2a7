import { setImmediate } from "node:timers/promises";
import type { AuditRecord, AuditVerdict } from "../port.js";
import { PerennialError } from "@perennial/api";
import { auditHash, toAuditRecord } from "./audit-log.js";
import { asRow, UnreadableColumn, type Row } from "./columns.js";
import type { Connection } from "./connection.js";

const PAGE = 500;
const BEFORE_FIRST = "0".repeat(64);

type Problem = Extract<AuditVerdict, { ok: false }>;
type Link = { readonly seq: number; readonly hash: string };

/** Reads the whole log, a page at a time, and finds the first record that does not fit. */
export async function verifyAudit(connection: Connection): Promise<AuditVerdict> {
  let last: Link = { seq: 0, hash: BEFORE_FIRST };
  for (;;) {
    const page = readPage(connection, last);
    if ("ok" in page) return page;
    for (const row of page.rows) {
      const next = checkRow(connection, row, last);
      if ("ok" in next) return next;
      last = next;
    }
    if (page.rows.length < PAGE) return checkHead(last, page.head);
    await setImmediate();
  }
}

function readPage(
  connection: Connection,
  last: Link,
): Problem | { readonly rows: readonly Row[]; readonly head: Row | undefined } {
  try {
    // One view of both: a record that is appended meanwhile moves the head too.
    return connection.read(() => ({
      rows: connection.list(
        asRow,
        `SELECT * FROM audit WHERE seq > ? ORDER BY seq LIMIT ${PAGE}`,
        last.seq,
      ),
      head: connection.find(asRow, "SELECT seq, hash FROM audit_head"),
    }));
  } catch (error) {
    if (!PerennialError.is(error, "store.corrupt")) throw error;
    return problem(last.seq + 1, "unreadable");
  }
}

function checkRow(connection: Connection, row: Row, last: Link): Problem | Link {
  const seq = last.seq + 1;
  if (row["seq"] !== seq) return problem(seq, "missing");
  let record: AuditRecord;
  try {
    record = toAuditRecord(row);
  } catch (error) {
    if (!(error instanceof UnreadableColumn)) throw error;
    return problem(seq, "unreadable");
  }
  if (record.previous !== last.hash && isElsewhere(connection, record)) {
    return problem(seq, "reordered");
  }
  if (auditHash(record) !== record.hash) return problem(seq, "changed");
  // This record is whole, so the one it follows is not the one that stands before it.
  if (record.previous !== last.hash) return problem(Math.max(last.seq, 1), "changed");
  return { seq, hash: record.hash };
}

/** Whether the record that this one followed stands somewhere else in the log. */
function isElsewhere(connection: Connection, record: AuditRecord): boolean {
  if (record.previous === BEFORE_FIRST) return true;
  return connection.exists("SELECT 1 FROM audit WHERE hash = ?", record.previous);
}

function checkHead(last: Link, head: Row | undefined): AuditVerdict {
  const seq = head?.["seq"];
  if (typeof seq !== "number" || typeof head?.["hash"] !== "string") {
    return problem(last.seq + 1, "unreadable");
  }
  if (seq > last.seq) return problem(last.seq + 1, "truncated");
  if (seq < last.seq) return problem(seq + 1, "changed");
  if (head["hash"] !== last.hash) return problem(Math.max(last.seq, 1), "changed");
  return { ok: true, records: last.seq, head: last.hash };
}

function problem(seq: number, what: Problem["problem"]): Problem {
  return { ok: false, seq, problem: what };
}
