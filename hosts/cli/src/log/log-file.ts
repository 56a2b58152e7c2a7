import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  renameSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { PerennialError, type JsonObject } from "@perennial/api";
import type { ClockPort } from "@perennial/engine";
import { cleanJson } from "../output/clean.js";
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
  /** `log.not-a-file`: a link or something else stands in its place, which is left alone. */
  refusal: PerennialError | undefined;

  constructor(
    readonly path: string,
    private readonly clock: ClockPort,
  ) {}

  write(level: LogLevel, event: string, data: JsonObject = {}): void {
    const at = new Date(this.clock.now()).toISOString();
    const line = cleanJson(JSON.stringify({ at, level, pid: process.pid, event, ...data }));
    try {
      this.rotate();
      this.append(`${line}\n`);
    } catch (error) {
      // A log that cannot be written must not stop a renewal; `doctor` tells the reason.
      if (PerennialError.is(error, "log.not-a-file")) this.refusal = error;
      this.problem = error instanceof Error ? error.message : String(error);
    }
  }

  /** Links are not followed, and a pipe is not waited for: the log is a file of its own. */
  private append(line: string): void {
    const { O_WRONLY, O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK } = constants;
    // Windows has neither of the last two.
    const flags = O_WRONLY | O_APPEND | O_CREAT | (O_NOFOLLOW ?? 0) | (O_NONBLOCK ?? 0);
    const file = openSync(this.path, flags, 0o600);
    try {
      if (!fstatSync(file).isFile()) throw notAFile(this.path);
      writeSync(file, line);
    } finally {
      closeSync(file);
    }
  }

  private rotate(): void {
    const found = lstatSync(this.path, { throwIfNoEntry: false });
    if (found !== undefined && !found.isFile() && !found.isDirectory()) throw notAFile(this.path);
    const size = found?.size;
    if (size === undefined) makeFolder(dirname(this.path));
    if (size === undefined || size < limit) return;
    for (let index = kept - 1; index >= 1; index -= 1) {
      if (lstatSync(`${this.path}.${index}`, { throwIfNoEntry: false }) !== undefined) {
        renameSync(`${this.path}.${index}`, `${this.path}.${index + 1}`);
      }
    }
    renameSync(this.path, `${this.path}.1`);
  }
}

function notAFile(path: string): PerennialError {
  return new PerennialError("log.not-a-file", { path }, { effect: "none" });
}
