import type { RenewalStore } from "../port/index.js";
import { existsSync } from "node:fs";
import { Anchor } from "./anchor.js";
import { AuditLog } from "./audit-log.js";
import { Connection } from "./connection.js";
import { guardDatabaseFile, prepareDatabaseFile } from "./database-file.js";
import { createFile } from "./files.js";
import { createSchema, migrateSchema } from "./schema.js";
import { SqliteRenewalStore } from "./sqlite-renewal-store.js";

export interface SqliteStoreOptions {
  /** The database's file, or `:memory:`. Its folder is made if it is not there. */
  readonly path: string;
  /** Milliseconds that a write waits for another process's before `store.busy`. Default: 10000. */
  readonly busyTimeout?: number;
}

/**
 * Opens the journal, creating or migrating it as needed. Before a migration a copy of the file is
 * left beside it as `<file>.schema-<n>.backup`.
 *
 * @throws PerennialError `store.corrupt`, `store.missing` (there was a journal, and its file is
 *   gone), `store.foreign` (another program's database), `store.schema-newer`, `store.read-only`,
 *   `store.disk-full`, `store.busy`, `store.network-file-system`, `store.io`.
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<RenewalStore> {
  const { path, busyTimeout = 10_000 } = options;
  if (path === ":memory:") return new SqliteRenewalStore(newInMemory(busyTimeout));
  prepareDatabaseFile(path, (partial) => {
    const connection = new Connection(partial, busyTimeout);
    try {
      createSchema(connection);
    } finally {
      connection.close();
    }
  });
  const connection = new Connection(path, busyTimeout);
  try {
    guardDatabaseFile(connection);
    migrateSchema(connection, (version) => keepCopy(connection, version));
    const anchor = new Anchor(path);
    const log = new AuditLog(connection);
    if (anchor.exists()) anchor.guard(connection, log);
    else anchor.raise(log);
    return new SqliteRenewalStore(connection, anchor);
  } catch (error) {
    connection.close();
    throw error;
  }
}

function newInMemory(busyTimeout: number): Connection {
  const connection = new Connection(":memory:", busyTimeout);
  createSchema(connection);
  return connection;
}

/** Earlier copies are kept: one may be from a migration that failed long ago. */
function keepCopy(connection: Connection, version: number): void {
  const base = `${connection.path}.schema-${version}`;
  let target = `${base}.backup`;
  for (let n = 2; existsSync(target); n += 1) target = `${base}.${n}.backup`;
  createFile(target, (partial) => {
    connection.run("VACUUM INTO ?", partial);
  });
}
