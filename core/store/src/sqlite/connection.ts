import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { PerennialError } from "@perennial/api";
import { integer, type Row } from "./columns.js";
import { toStoreError } from "./sqlite-errors.js";

type Parameters = readonly SQLInputValue[];

/** One open database: prepared statements, transactions, and errors in the port's terms. */
export class Connection {
  readonly path: string;
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  readonly #checks: (() => void)[] = [];

  /** @param busyTimeout milliseconds that a write waits for another process's. */
  constructor(path: string, busyTimeout: number) {
    this.path = path;
    // Given to the constructor: without it the first PRAGMA already fails with SQLITE_BUSY.
    this.#database = this.#guarded(() => new DatabaseSync(path, { timeout: busyTimeout }));
    try {
      this.#guarded(() => this.#configure());
    } catch (error) {
      this.#database.close();
      throw error;
    }
  }

  /** All rows of a query, as `read` makes them. */
  list<T>(read: (row: Row) => T, sql: string, ...parameters: Parameters): T[] {
    return this.#guarded(() => {
      // Row by row: a thousand rows with their texts are not held beside what is made of them.
      const found: T[] = [];
      for (const row of this.#prepared(sql).iterate(...parameters)) found.push(read(row));
      return found;
    });
  }

  /** The first row of a query, as `read` makes it, or undefined if there is none. */
  find<T>(read: (row: Row) => T, sql: string, ...parameters: Parameters): T | undefined {
    return this.#guarded(() => {
      const row = this.#prepared(sql).get(...parameters);
      return row === undefined ? undefined : read(row);
    });
  }

  exists(sql: string, ...parameters: Parameters): boolean {
    return this.#guarded(() => this.#prepared(sql).get(...parameters) !== undefined);
  }

  /** @returns how many rows changed. */
  run(sql: string, ...parameters: Parameters): number {
    return this.#guarded(() => Number(this.#prepared(sql).run(...parameters).changes));
  }

  /** Runs statements that are not worth keeping prepared. */
  execute(sql: string): void {
    this.#guarded(() => this.#database.exec(sql));
  }

  /** One write transaction: all of `work` is on disk when this returns, or none of it. */
  write<T>(work: () => T): T {
    // Part of a larger change, which is one transaction.
    if (this.isOpen && this.#database.isTransaction) return work();
    return this.#transaction("BEGIN IMMEDIATE", () => {
      for (const check of this.#checks) check();
      return work();
    });
  }

  /** One consistent view. */
  read<T>(work: () => T): T {
    return this.#transaction("BEGIN", work);
  }

  userVersion(): number {
    return this.find((row) => integer(row, "user_version"), "PRAGMA user_version") ?? 0;
  }

  /** From now on `check` runs at the beginning of every write transaction; it may refuse it. */
  beforeWrites(check: () => void): void {
    this.#checks.push(check);
  }

  get isOpen(): boolean {
    return this.#database.isOpen;
  }

  close(): void {
    if (this.#database.isOpen) this.#guarded(() => this.#database.close());
    this.#statements.clear();
  }

  #transaction<T>(begin: string, work: () => T): T {
    return this.#guarded(() => {
      this.#prepared(begin).run();
      try {
        const result = work();
        this.#prepared("COMMIT").run();
        return result;
      } catch (error) {
        // SQLite has already rolled back by itself after some errors, a full disk among them.
        if (this.#database.isTransaction) this.#prepared("ROLLBACK").run();
        throw error;
      }
    });
  }

  #prepared(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    if (!this.#database.isOpen) throw new PerennialError("store.closed", { path: this.path });
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  #guarded<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw toStoreError(error, this.path);
    }
  }

  #configure(): void {
    const mode = this.find((row) => row["journal_mode"], "PRAGMA journal_mode = WAL");
    if (mode !== "wal" && this.path !== ":memory:") {
      const detail = "the file system does not support a write-ahead log";
      throw new PerennialError("store.io", { path: this.path, code: "no-wal" }, { detail });
    }
    this.execute("PRAGMA synchronous = FULL");
    // macOS keeps writes in the drive's cache unless asked; elsewhere these have no effect.
    this.execute("PRAGMA fullfsync = ON");
    this.execute("PRAGMA checkpoint_fullfsync = ON");
    this.execute("PRAGMA foreign_keys = ON");
    this.execute("PRAGMA recursive_triggers = ON");
    this.execute("PRAGMA trusted_schema = OFF");
  }
}
