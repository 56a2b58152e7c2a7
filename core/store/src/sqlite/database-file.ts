import { chmodSync, existsSync, mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { PerennialError } from "@perennial/api";
import { createFile } from "./files.js";
import { toStoreError } from "./sqlite-errors.js";

/**
 * Makes sure that there is a database file, complete and readable by its owner only. `create` fills
 * a new one, which appears under its name only when it is complete: an empty file there is damage,
 * never a beginning.
 */
export function prepareDatabaseFile(path: string, create: (partial: string) => void): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    if (existsSync(path)) checkExisting(path);
    else createNew(path, create);
  } catch (error) {
    throw toStoreError(error, path);
  }
}

function checkExisting(path: string): void {
  const { size, mode } = statSync(path);
  if (size === 0) {
    throw new PerennialError("store.corrupt", { path }, { detail: "the file is empty" });
  }
  if (process.platform !== "win32" && (mode & 0o077) !== 0) chmodSync(path, 0o600);
}

function createNew(path: string, create: (partial: string) => void): void {
  if (existsSync(`${path}-wal`)) throw new PerennialError("store.missing", { path });
  createFile(path, create);
}
