import { randomUUID } from "node:crypto";
import { existsSync, readFileSync, renameSync, rmSync } from "node:fs";
import { PerennialError } from "@perennial/api";
import type { AuditHead, AuditLog } from "./audit-log.js";
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
      const content: unknown = JSON.parse(readFileSync(this.#path, "utf8"));
      return isHead(content) ? { seq: content.seq, hash: content.hash } : "unreadable";
    } catch (error) {
      if (error instanceof SyntaxError) return "unreadable";
      throw toStoreError(error, this.#path);
    }
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
      const failure = toStoreError(error, this.#database);
      if (!HARMLESS.some((code) => PerennialError.is(failure, code))) throw failure;
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

function isHead(content: unknown): content is AuditHead {
  if (typeof content !== "object" || content === null) return false;
  const { seq, hash } = content as { seq?: unknown; hash?: unknown };
  return Number.isSafeInteger(seq) && typeof hash === "string" && /^[0-9a-f]{64}$/.test(hash);
}
