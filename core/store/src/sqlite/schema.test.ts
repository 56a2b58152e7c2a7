import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { newRenewal, owner } from "../contract/samples.js";
import { Connection } from "./connection.js";
import { migrations } from "./migrations/index.js";
import { openSqliteStore } from "./open-sqlite-store.js";
import { createSchema, migrateSchema } from "./schema.js";
import { text } from "./columns.js";
import { temporaryFolder } from "./testing/temporary-store.js";

/** One for every schema but the newest, as a Perennial of that time left it. */
const FIXTURES = join(import.meta.dirname, "../../fixtures");
const NEWEST = migrations.at(-1)?.version ?? 0;
const older = migrations.map(({ version }) => version).filter((version) => version < NEWEST);

describe("the schema", () => {
  let path: string;
  let remove: () => void;

  beforeEach(() => {
    const made = temporaryFolder();
    ({ remove } = made);
    path = join(made.folder, "home", "journal.db");
    mkdirSync(dirname(path));
  });
  afterEach(() => remove());

  function openFixture(version: number): DatabaseSync {
    const database = new DatabaseSync(path);
    database.exec(readFileSync(join(FIXTURES, `schema-${version}.sql`), "utf8"));
    return database;
  }

  it("has a fixture of every version but the newest", () => {
    assert.deepEqual(
      readdirSync(FIXTURES).toSorted(),
      older.map((version) => `schema-${version}.sql`),
    );
  });

  for (const version of older) {
    it(`${version} is the same as when it was released`, () => {
      const fixture = openFixture(version);
      const connection = new Connection(":memory:", 0);
      createSchema(connection, migrations.slice(0, version));
      const sql = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name";
      assert.deepEqual(
        fixture
          .prepare(sql)
          .all()
          .map((row) => text(row, "sql")),
        connection.list((row) => text(row, "sql"), sql),
      );
      fixture.close();
      connection.close();
    });

    it(`${version} becomes the newest with everything in it, and a copy of the file is kept`, async () => {
      openFixture(version).close();
      const before = dump(path);
      const store = await openSqliteStore({ path });
      assert.deepEqual(await store.check(), []);
      assert.equal((await store.verifyAudit()).ok, true);
      await store.close();
      assert.deepEqual(dump(path, before), before);
      assert.deepEqual(dump(`${path}.schema-${version}.backup`), before);
      const connection = new Connection(path, 0);
      assert.equal(connection.userVersion(), NEWEST);
      connection.close();
    });

    it(`${version} has the same tables and columns afterwards as a new journal`, async () => {
      openFixture(version).close();
      await (await openSqliteStore({ path })).close();
      const fresh = join(dirname(path), "fresh.db");
      await (await openSqliteStore({ path: fresh })).close();
      assert.deepEqual(columnsOf(path), columnsOf(fresh));
    });
  }

  it("1 has what is due at its time found after the migration", async () => {
    openFixture(1).close();
    const store = await openSqliteStore({ path });
    const due = async (dueAt: string): Promise<string[]> =>
      (await store.renewals({ dueAt })).map(({ id }) => id);
    assert.deepEqual(await due("2026-11-20T09:59:59.999Z"), ["waits", "cancelling", "ready"]);
    const atTen = ["waits", "failed", "cancelling", "ready"];
    assert.deepEqual(await due("2026-11-20T10:00:00.249Z"), atTen);
    const soon = ["waits", "polls", "failed", "cancelling", "ready"];
    assert.deepEqual(await due("2026-11-20T10:00:00.250Z"), soon);
    const at = "2026-11-20T11:00:00Z";
    const fence = await store.claim("polls", owner("new"), at, "2026-11-20T11:01:00Z", () => false);
    assert.equal(fence.fence, 2);
    await store.create([newRenewal("new")], at);
    assert.equal((await store.verifyAudit()).ok, true);
    await store.close();
  });

  it("stops before a migration that fails, and can go on from there", async () => {
    const failing = [
      ...migrations,
      { version: NEWEST + 1, statements: "CREATE TABLE half (x); SELECT no_such_function();" },
    ];
    openFixture(1).close();
    for (let attempt = 1; attempt <= 2; attempt += 1) {
      const connection = new Connection(path, 0);
      const copies: number[] = [];
      assert.throws(
        () => migrateSchema(connection, (version) => copies.push(version), failing),
        /no_such_function/,
      );
      assert.deepEqual(copies, [attempt === 1 ? 1 : NEWEST]);
      assert.equal(
        connection.userVersion(),
        NEWEST,
        "up to the one that failed, and no half of it",
      );
      assert.ok(!connection.exists("SELECT 1 FROM sqlite_schema WHERE name = 'half'"));
      connection.close();
    }
    await (await openSqliteStore({ path })).close();
    assert.ok(!existsSync(`${path}.schema-${NEWEST}.backup`), "nothing was left to migrate");
  });

  it("never overwrites a copy that an earlier migration left", async () => {
    openFixture(1).close();
    writeFileSync(`${path}.schema-1.backup`, "from long ago");
    const before = dump(path);
    await (await openSqliteStore({ path })).close();
    assert.equal(readFileSync(`${path}.schema-1.backup`, "utf8"), "from long ago");
    assert.deepEqual(dump(`${path}.schema-1.2.backup`), before);
  });

  it("is migrated once when two processes open it at the same time", () => {
    openFixture(1).close();
    const first = new Connection(path, 0);
    const second = new Connection(path, 0);
    // The second comes in between: it has seen the old version, and the first migrates.
    migrateSchema(second, () => migrateSchema(first, () => undefined));
    assert.deepEqual([first.userVersion(), second.userVersion()], [NEWEST, NEWEST]);
    first.close();
    second.close();
  });
});

interface Table {
  readonly name: string;
  readonly columns: string;
  readonly rows: readonly unknown[];
}

/** The rows of every table; of the columns that `like` has, if it is given. */
function dump(file: string, like?: readonly Table[]): Table[] {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    return columnsOf(file)
      .map(({ name, columns }) => ({
        name,
        columns: like?.find((table) => table.name === name)?.columns ?? columns,
      }))
      .map(({ name, columns }) => ({
        name,
        columns,
        rows: database.prepare(`SELECT ${columns} FROM "${name}" ORDER BY 1, 2`).all(),
      }));
  } finally {
    database.close();
  }
}

function columnsOf(file: string): { readonly name: string; readonly columns: string }[] {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    return database
      .prepare(
        `SELECT m.name, group_concat('"' || c.name || '"', ', ') AS columns
        FROM sqlite_schema AS m, pragma_table_info(m.name) AS c
        WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' GROUP BY m.name ORDER BY m.name`,
      )
      .all()
      .map((row) => ({ name: text(row, "name"), columns: text(row, "columns") }));
  } finally {
    database.close();
  }
}
