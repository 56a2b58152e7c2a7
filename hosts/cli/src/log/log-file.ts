import { appendFileSync, renameSync, statSync } from "node:fs";
import { dirname } from "node:path";
import type { JsonObject } from "@perennial/api";
import type { ClockPort } from "@perennial/engine";
import { makeFolder } from "../home/make-folder.js";

/** How severe a log line is. */
export type LogLevel = "debug" | "info" | "warn" | "error";

/** The technical log. Never a secret. */
export interface LogFile {
  readonly path: string;
  write(level: LogLevel, event: string, data?: JsonObject): void;
}

/** Bytes after which a new file is begun. */
const limit = 1024 * 1024;
/** Older files that are kept, `.1` being the youngest. */
const kept = 3;

/** JSON lines `{ "at", "level", "pid", "event", … }` in a file that only its owner can read. */
export class JsonLinesLog implements LogFile {
  /** Why the log could not be written, once. */
  problem: string | undefined;

  constructor(
    readonly path: string,
    private readonly clock: ClockPort,
  ) {}

  write(level: LogLevel, event: string, data: JsonObject = {}): void {
    const at = new Date(this.clock.now()).toISOString();
    const line = JSON.stringify({ at, level, pid: process.pid, event, ...data });
    try {
      this.rotate();
      appendFileSync(this.path, `${line}\n`, { mode: 0o600 });
    } catch (error) {
      // A log that cannot be written must not stop a renewal; `doctor` tells the reason.
      this.problem = error instanceof Error ? error.message : String(error);
    }
  }

  private rotate(): void {
    const size = statSync(this.path, { throwIfNoEntry: false })?.size;
    if (size === undefined) makeFolder(dirname(this.path));
    if (size === undefined || size < limit) return;
    for (let index = kept - 1; index >= 1; index -= 1) {
      if (statSync(`${this.path}.${index}`, { throwIfNoEntry: false }) !== undefined) {
        renameSync(`${this.path}.${index}`, `${this.path}.${index + 1}`);
      }
    }
    renameSync(this.path, `${this.path}.1`);
  }
}
