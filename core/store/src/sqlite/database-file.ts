import {
  chmodSync,
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readSync,
  statSync,
} from "node:fs";
import { dirname } from "node:path";
import { PerennialError } from "@perennial/api";
import { Anchor } from "./anchor.js";
import type { Connection } from "./connection.js";
import { createFile } from "./files.js";
import { APPLICATION_ID } from "./schema.js";
import { networkFileSystem } from "./network-file-system.js";
import { toStoreError } from "./sqlite-errors.js";

/**
 * Makes sure that there is a database file, complete and readable by its owner only. `create` fills
 * a new one, which appears under its name only when it is complete: an empty file there is damage,
 * never a beginning.
 */
export function prepareDatabaseFile(path: string, create: (partial: string) => void): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const type = networkFileSystem(dirname(path));
    if (type !== undefined) throw new PerennialError("store.network-file-system", { path, type });
    if (isSomething(path)) checkExisting(path);
    else createNew(path, create);
  } catch (error) {
    throw toStoreError(error, path);
  }
}

/**
 * Refuses writes once another file stands under the database's name, or none: SQLite goes on
 * writing to the one that it opened, and nobody would ever see it again.
 */
export function guardDatabaseFile(connection: Connection): void {
  const { path } = connection;
  const opened = identityOf(path);
  connection.beforeWrites(() => {
    if (identityOf(path) !== opened) throw new PerennialError("store.missing", { path });
  });
}

/** A folder that cannot be looked into, and a link that leads nowhere, are no beginning. */
function isSomething(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

function checkExisting(path: string): void {
  // A link may lead to a disk that is not there now.
  if (!existsSync(path)) throw new PerennialError("store.missing", { path });
  const { size, mode } = statSync(path);
  if (size === 0) {
    throw new PerennialError("store.corrupt", { path }, { detail: "the file is empty" });
  }
  checkHeader(path);
  if (process.platform !== "win32" && (mode & 0o077) !== 0) chmodSync(path, 0o600);
}

/**
 * The database header, https://www.sqlite.org/fileformat.html#the_database_header. It is read
 * before SQLite opens the file, which would already change one that is not ours.
 */
function checkHeader(path: string): void {
  const header = Buffer.alloc(100);
  const file = openSync(path, "r");
  try {
    readSync(file, header, 0, header.length, 0);
  } finally {
    closeSync(file);
  }
  if (header.toString("latin1", 0, 16) !== "SQLite format 3\0") {
    throw new PerennialError("store.corrupt", { path }, { detail: "it is not a database" });
  }
  if (header.readUInt32BE(68) !== APPLICATION_ID) {
    throw new PerennialError("store.foreign", { path });
  }
}

function createNew(path: string, create: (partial: string) => void): void {
  const wasThere = existsSync(`${path}-wal`) || new Anchor(path).exists();
  // Looked at again: another process may be making the very first one at this moment.
  if (wasThere && !existsSync(path)) throw new PerennialError("store.missing", { path });
  createFile(path, create);
}

function identityOf(path: string): string {
  const status = statSync(path, { bigint: true, throwIfNoEntry: false });
  return status === undefined ? "none" : `${status.dev}:${status.ino}`;
}
