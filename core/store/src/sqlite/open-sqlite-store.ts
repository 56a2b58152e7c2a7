import type { RenewalStore } from "../port.js";
import { copyDatabase } from "./backup.js";
import { Connection } from "./connection.js";
import { prepareDatabaseFile } from "./database-file.js";
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
    migrateSchema(connection, (version) => keepCopy(connection, version));
  } catch (error) {
    connection.close();
    throw error;
  }
  return new SqliteRenewalStore(connection);
}

function newInMemory(busyTimeout: number): Connection {
  const connection = new Connection(":memory:", busyTimeout);
  createSchema(connection);
  return connection;
}

function keepCopy(connection: Connection, version: number): void {
  copyDatabase(connection, `${connection.path}.schema-${version}.backup`);
}
