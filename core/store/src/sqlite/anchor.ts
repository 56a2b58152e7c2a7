import { randomUUID } from "node:crypto";
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
} from "node:fs";
import { PerennialError } from "@perennial/api";
import type { AuditHead, AuditLog } from "./audit-log.js";
import type { Connection } from "./connection.js";
import { createFile } from "./files.js";
import { toStoreError } from "./sqlite-errors.js";

/**
 * When the anchor cannot be moved, what it says remains true, and the journal is as safe as before.
 * A head that cannot be read is reported by `verifyAudit`, with more to say about it.
 */
const HARMLESS = ["store.disk-full", "store.read-only", "store.corrupt"];

/**
 * A small file beside the database that remembers how far its audit log had come. It finds a log
 * that was cut together with its head, an older database put in the place of this one, and tells a
 * database that was lost from one that was never there. It may lag behind: it is written when a
 * store closes.
 */
export class Anchor {
  readonly #path: string;
  readonly #database: string;

  constructor(database: string) {
    this.#database = database;
    this.#path = `${database}.head`;
  }

  exists(): boolean {
    return existsSync(this.#path);
  }

  /** @returns `none` if there is no file, `unreadable` if it does not say what it should. */
  read(): AuditHead | "none" | "unreadable" {
    if (!this.exists()) return "none";
    try {
      // A pipe is not waited for.
      const flag = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
      const file = openSync(this.#path, flag);
      let text: string;
      try {
        if (!fstatSync(file).isFile()) return "unreadable";
        text = readFileSync(file, "utf8");
      } finally {
        closeSync(file);
      }
      const content: unknown = JSON.parse(text);
      return isHead(content) ? { seq: content.seq, hash: content.hash } : "unreadable";
    } catch (error) {
      if (error instanceof SyntaxError) return "unreadable";
      throw toStoreError(error, this.#path);
    }
  }

  /**
   * From now on writes are refused if the log does not reach as far as it once did: what was ordered
   * outside since may not be in it, and would be ordered again.
   */
  guard(connection: Connection, log: AuditLog): void {
    let known: number;
    let found: number;
    try {
      const remembered = this.read();
      // `verifyAudit` tells of one that is unreadable.
      if (typeof remembered === "string") return;
      known = remembered.seq;
      found = log.head().seq;
    } catch (error) {
      // Without a head nothing can be appended either.
      if (isHarmless(error, this.#database)) return;
      throw error;
    }
    if (found >= known) return;
    const params = { path: this.#database, found, known };
    connection.beforeWrites(() => {
      throw new PerennialError("store.rolled-back", params, { effect: "none" });
    });
  }

  /** Remembers the log's head if it is further than what is remembered. */
  raise(log: AuditLog): void {
    try {
      const before = this.read();
      // An unreadable one stays as it is, for `verifyAudit` to report.
      if (before === "unreadable") return;
      const head = log.head();
      if (before === "none" || before.seq < head.seq) this.#write(head);
    } catch (error) {
      if (!isHarmless(error, this.#database)) throw toStoreError(error, this.#database);
    }
  }

  #write(head: AuditHead): void {
    const complete = `${this.#path}.${randomUUID()}`;
    try {
      createFile(complete, `${JSON.stringify({ seq: head.seq, hash: head.hash })}\n`);
      renameSync(complete, this.#path);
    } finally {
      rmSync(complete, { force: true });
    }
  }
}

function isHarmless(error: unknown, path: string): boolean {
  const failure = toStoreError(error, path);
  return HARMLESS.some((code) => PerennialError.is(failure, code));
}

function isHead(content: unknown): content is AuditHead {
  if (typeof content !== "object" || content === null) return false;
  const { seq, hash } = content as { seq?: unknown; hash?: unknown };
  return Number.isSafeInteger(seq) && typeof hash === "string" && /^[0-9a-f]{64}$/.test(hash);
}
