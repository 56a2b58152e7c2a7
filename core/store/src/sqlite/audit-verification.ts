import { setImmediate } from "node:timers/promises";
import type { AuditRecord, AuditVerdict } from "../port/index.js";
import { PerennialError } from "@perennial/api";
import { auditHash, toAuditRecord, type AuditHead } from "./audit-log.js";
import { asRow, UnreadableColumn, type Row } from "./columns.js";
import type { Connection } from "./connection.js";

const PAGE = 500;
const BEFORE_FIRST = "0".repeat(64);

type Problem = Extract<AuditVerdict, { ok: false }>;

/**
 * Reads the whole log, a page at a time, and finds the first record that does not fit the records
 * around it, the head beside it, or the anchor outside the database.
 */
export async function verifyAudit(
  connection: Connection,
  anchor: AuditHead | "none" | "unreadable",
): Promise<AuditVerdict> {
  let last: AuditHead = { seq: 0, hash: BEFORE_FIRST };
  for (;;) {
    const page = readPage(connection, last);
    if ("ok" in page) return page;
    for (const row of page.rows) {
      const next = checkRow(connection, row, last);
      if ("ok" in next) return next;
      last = next;
      if (typeof anchor === "object" && anchor.seq === last.seq && anchor.hash !== last.hash) {
        return problem(last.seq, "changed");
      }
    }
    if (page.rows.length < PAGE) return checkEnd(last, page.head, anchor);
    await setImmediate();
  }
}

function readPage(
  connection: Connection,
  last: AuditHead,
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

function checkRow(connection: Connection, row: Row, last: AuditHead): Problem | AuditHead {
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

function checkEnd(
  last: AuditHead,
  head: Row | undefined,
  anchor: AuditHead | "none" | "unreadable",
): AuditVerdict {
  if (anchor === "unreadable") return problem(last.seq + 1, "unreadable");
  if (anchor !== "none" && anchor.seq > last.seq) return problem(last.seq + 1, "truncated");
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
