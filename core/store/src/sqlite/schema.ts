import { PerennialError } from "@perennial/api";
import type { Connection } from "./connection.js";
import { migrations as released, type Migration } from "./migrations/index.js";

/** `PRNL`: marks the file as Perennial's, https://www.sqlite.org/fileformat.html#application_id. */
export const APPLICATION_ID = 0x50524e4c;

/**
 * Makes the tables of a new, empty database. Nobody else has it open yet.
 */
export function createSchema(connection: Connection, migrations = released): void {
  connection.write(() => {
    connection.execute(`PRAGMA application_id = ${APPLICATION_ID}`);
    for (const migration of migrations) apply(connection, migration);
  });
}

/**
 * Brings an existing database to the newest schema, forward only, each migration in a transaction
 * of its own. `backUp` is called before the first one.
 * @throws PerennialError `store.schema-newer`, `store.corrupt`.
 */
export function migrateSchema(
  connection: Connection,
  backUp: (version: number) => void,
  migrations = released,
): void {
  const newest = newestOf(migrations);
  const found = checkedVersion(connection, newest);
  if (found < newest) {
    backUp(found);
    for (const migration of migrations) {
      connection.write(() => {
        // Another process may have migrated meanwhile.
        if (checkedVersion(connection, newest) < migration.version) apply(connection, migration);
      });
    }
  }
  // A newer Perennial may migrate the database while this process has it open.
  connection.beforeWrites(() => void checkedVersion(connection, newest));
}

function newestOf(migrations: readonly Migration[]): number {
  return migrations.at(-1)?.version ?? 0;
}

function apply(connection: Connection, migration: Migration): void {
  connection.execute(migration.statements);
  connection.execute(`PRAGMA user_version = ${migration.version}`);
}

function checkedVersion(connection: Connection, newest: number): number {
  const { path } = connection;
  const found = connection.userVersion();
  if (found < 1) {
    throw new PerennialError("store.corrupt", { path }, { detail: "it has no schema" });
  }
  if (found > newest) {
    throw new PerennialError("store.schema-newer", { path, found, supported: newest });
  }
  return found;
}
