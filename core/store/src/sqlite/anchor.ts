import { randomUUID } from "node:crypto";
import { existsSync, readFileSync, renameSync, rmSync } from "node:fs";
import { PerennialError } from "@perennial/api";
import type { AuditHead } from "./audit-log.js";
import { createFile } from "./files.js";
import { toStoreError } from "./sqlite-errors.js";

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

  /** Remembers `head` if it is further than what is remembered. */
  raise(head: AuditHead): void {
    const before = this.read();
    // An unreadable one stays as it is, for `verifyAudit` to report.
    if (before === "unreadable" || (before !== "none" && before.seq >= head.seq)) return;
    try {
      this.#write(head);
    } catch (error) {
      const failure = toStoreError(error, this.#database);
      // The journal itself is safe, and what the file says remains true.
      const harmless = ["store.disk-full", "store.read-only"];
      if (!harmless.some((code) => PerennialError.is(failure, code))) throw failure;
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
