import assert from "node:assert/strict";
import { join } from "node:path";
import { integer, text } from "./columns.js";
import { Connection } from "./connection.js";
import { temporaryFolder } from "./testing/temporary-store.js";

describe("a connection", () => {
  let connection: Connection;
  let remove: () => void;

  beforeEach(() => {
    const made = temporaryFolder();
    ({ remove } = made);
    connection = new Connection(join(made.folder, "test.db"), 4321);
    connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, x TEXT) STRICT");
  });
  afterEach(() => {
    connection.close();
    remove();
  });

  const pragma = (name: string): number | undefined =>
    connection.find((row) => integer(row, name), `PRAGMA ${name}`);
  const count = (): number | undefined =>
    connection.find((row) => integer(row, "n"), "SELECT COUNT(*) AS n FROM t");

  it("writes ahead, syncs at every commit, and checks references", () => {
    assert.equal(
      connection.find((row) => text(row, "journal_mode"), "PRAGMA journal_mode"),
      "wal",
    );
    assert.deepEqual([pragma("synchronous"), pragma("foreign_keys")], [2, 1]);
    const waits = connection.find((row) => integer(row, "timeout"), "PRAGMA busy_timeout");
    assert.equal(waits, 4321);
  });

  it("undoes all of a write that throws, and passes on what was thrown", () => {
    const thrown = new Error("not of the store");
    assert.throws(
      () =>
        connection.write(() => {
          connection.run("INSERT INTO t VALUES (1, 'a')");
          throw thrown;
        }),
      (error) => error === thrown,
    );
    assert.equal(count(), 0);
    connection.write(() => connection.run("INSERT INTO t VALUES (1, 'a')"));
    assert.equal(count(), 1);
  });

  it("asks before every write whether it may", () => {
    let refusals = 0;
    connection.beforeWrites(() => {
      if (count() === 1) {
        refusals += 1;
        throw new Error("enough");
      }
    });
    const insert = (): number =>
      connection.write(() => connection.run("INSERT INTO t (x) VALUES ('a')"));
    insert();
    assert.throws(insert, /enough/);
    assert.deepEqual([count(), refusals], [1, 1]);
  });

  it("answers store.disk-full when there is no room, undoes that write and can go on", () => {
    const { page_count: pages } = connection.find((row) => row, "PRAGMA page_count") ?? {};
    connection.execute(`PRAGMA max_page_count = ${String(pages)}`);
    const insert = (size: number): number =>
      connection.write(() => {
        connection.run("INSERT INTO t (x) VALUES ('small')");
        return connection.run("INSERT INTO t (x) VALUES (?)", "x".repeat(size));
      });
    assert.throws(() => insert(100_000), { code: "store.disk-full" });
    assert.equal(count(), 0);
    insert(10);
    assert.equal(count(), 2);
  });

  it("answers store.read-only when the database refuses writes", () => {
    connection.execute("PRAGMA query_only = ON");
    assert.throws(() => connection.write(() => connection.run("DELETE FROM t")), {
      code: "store.read-only",
    });
  });

  it("answers store.io, with SQLite's code, for any other fault", () => {
    assert.throws(() => connection.run("DELETE FROM no_such_table"), {
      code: "store.io",
      params: { path: connection.path, code: 1 },
    });
  });
});
