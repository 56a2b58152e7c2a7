import { randomUUID } from "node:crypto";
import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";

/** What links answer on a file system that has none (FAT, exFAT). */
const NO_LINKS: ReadonlySet<unknown> = new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"]);

/**
 * Writes a file that appears complete or not at all, readable by its owner only.
 * @param content its text, or what fills the empty file that it is given the path of.
 * @returns false, changing nothing, if there is a file of this name already.
 */
export function createFile(target: string, content: string | ((partial: string) => void)): boolean {
  const partial = `${target}.${randomUUID()}.partial`;
  try {
    closeSync(openSync(partial, "wx", 0o600));
    if (typeof content === "string") writeFileSync(partial, content);
    else content(partial);
    sync(partial, "r+");
    if (!publish(partial, target)) return false;
    syncDirectory(dirname(target));
    return true;
  } finally {
    // SQLite leaves files of its own beside one that it could not finish.
    for (const suffix of ["", "-journal", "-wal", "-shm"]) {
      rmSync(partial + suffix, { force: true });
    }
  }
}

/** Makes names in a directory durable. Windows does it by itself and cannot open directories. */
export function syncDirectory(directory: string): void {
  if (process.platform !== "win32") sync(directory, "r");
}

function publish(partial: string, target: string): boolean {
  try {
    // Unlike a rename, a link never replaces what another process has made meanwhile.
    linkSync(partial, target);
    return true;
  } catch (error) {
    const code = codeOf(error);
    if (code === "EEXIST") return false;
    if (!NO_LINKS.has(code)) throw error;
  }
  if (existsSync(target)) return false;
  copyFileSync(partial, target, constants.COPYFILE_EXCL);
  sync(target, "r+");
  return true;
}

function sync(path: string, flags: "r" | "r+"): void {
  const file = openSync(path, flags);
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error ? (error as { code?: unknown }).code : undefined;
}
