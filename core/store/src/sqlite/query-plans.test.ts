import assert from "node:assert/strict";
import { newRenewal, START } from "../contract/samples.js";
import { asRow, text } from "./columns.js";
import { Connection } from "./connection.js";
import { DUE } from "./renewals.js";
import { createSchema } from "./schema.js";
import { SqliteRenewalStore } from "./sqlite-renewal-store.js";

describe("with a thousand renewals", () => {
  let connection: Connection;
  let store: SqliteRenewalStore;

  before(async () => {
    connection = new Connection(":memory:", 0);
    createSchema(connection);
    store = new SqliteRenewalStore(connection);
    await store.create(
      Array.from({ length: 1000 }, (_, n) => newRenewal(`r${n}`)),
      START,
    );
    connection.write(() => connection.run("UPDATE renewal SET state = 'waiting', wake_ms = seq"));
  });
  after(() => store.close());

  function plan(sql: string, ...parameters: (string | number)[]): string[] {
    return connection.list(
      (row) => text(row, "detail"),
      `EXPLAIN QUERY PLAN ${sql}`,
      ...parameters,
    );
  }

  it("what is due is found by indexes alone", () => {
    const steps = plan(`SELECT * FROM renewal WHERE ${DUE} ORDER BY seq`, 5);
    const tables = steps.filter((step) => /^(SEARCH|SCAN)/.test(step));
    assert.equal(tables.length, 5);
    for (const step of tables) assert.match(step, /USING (COVERING )?INDEX/);
    // Only these two indexes hold nothing but what is looked for.
    for (const step of tables.filter((each) => each.startsWith("SCAN"))) {
      assert.match(step, /renewal_to_cancel|signal_unconsumed/);
    }
  });

  for (const [what, sql] of [
    ["those of a profile", "SELECT * FROM renewal WHERE profile_id = ?"],
    ["those of a group", "SELECT * FROM renewal WHERE group_id = ?"],
    ["a renewal's steps", "SELECT * FROM step WHERE renewal = ? ORDER BY position"],
    ["a renewal's effects", "SELECT * FROM effect WHERE renewal = ? ORDER BY position"],
    ["a renewal's signals", "SELECT * FROM signal WHERE renewal = ? ORDER BY id"],
    ["a renewal's audit records", "SELECT * FROM audit WHERE renewal = ? ORDER BY seq"],
  ] as const) {
    it(`${what} are found by an index`, () => {
      const [first] = plan(sql, "r1");
      assert.match(first ?? "", /^SEARCH .* USING (COVERING )?(INDEX|PRIMARY KEY)/);
    });
  }

  it("those that are due are found among them", async () => {
    const due = await store.renewals({ dueAt: "1970-01-01T00:00:00.003Z" });
    assert.deepEqual(
      due.map(({ id }) => id),
      ["r0", "r1", "r2"],
    );
    assert.equal(connection.list(asRow, "SELECT id FROM renewal").length, 1000);
  });
});
