import assert from "node:assert/strict";
import { renameSync, rmSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { pathToFileURL } from "node:url";
import { repositoryRoot } from "../harness/index.js";
import { World } from "./world.js";

describe("A home from the first schema", function () {
  this.timeout(120_000);

  it("is migrated with a copy kept, and its waiting renewal goes on to its end", async () => {
    await using world = await World.open({ now: "soon", simulator: { automatic: {} } });
    assert.equal((await world.renew({}, "")).code, 4);
    await asFirstSchema(join(world.home, "journal.db"));
    const { data, code } = await world.json("show", "acme");
    assert.equal(code, 0, JSON.stringify(data));
    assert.equal(data.renewals?.[0]?.step?.name, "receive-certificate");
    assert.equal((await world.json("audit", "verify")).code, 0);
    assert.ok(
      (await readdir(world.home, { recursive: true })).some((name) => /schema|v1/.test(name)),
    );
    world.simulator.automatic = { approveAfter: 0, configurationAfter: 0 };
    await world.simulator.orders.approve(1234, {});
    const ended = await world.resume();
    assert.equal(ended.code, 0, JSON.stringify(ended.data));
    assert.deepEqual(world.counted(), world.once);
    assert.equal((await world.json("audit", "verify")).code, 0);
  });

  it("of a later Perennial than this is not touched", async () => {
    await using world = await World.open({ now: "soon" });
    const database = new DatabaseSync(join(world.home, "journal.db"));
    database.exec("PRAGMA user_version = 99");
    database.close();
    const { code, data } = await world.json("status");
    assert.equal(code, 5, JSON.stringify(data));
    assert.equal(data.error?.code, "store.schema-newer");
  });
});

/** Writes the journal again as the first schema had it, row by row. */
async function asFirstSchema(path: string): Promise<void> {
  const migrations = join(
    repositoryRoot(),
    "core/store/dist/sqlite/migrations/0001-first-schema.js",
  );
  const { firstSchema } = (await import(pathToFileURL(migrations).href)) as {
    firstSchema: { statements: string };
  };
  const present = new DatabaseSync(path);
  const past = new DatabaseSync(`${path}.past`);
  past.exec("PRAGMA journal_mode = WAL");
  past.exec(firstSchema.statements);
  const { application_id: id } = present.prepare("PRAGMA application_id").get() ?? {};
  past.exec(`PRAGMA application_id = ${Number(id)}; PRAGMA user_version = 1`);
  const tables = [
    "renewal",
    "step",
    "effect",
    "signal",
    "profile",
    "certificate",
    "setting",
    "audit",
  ];
  for (const table of tables) {
    const columns = past
      .prepare(`PRAGMA table_info(${table})`)
      .all()
      .map(({ name }) => `"${String(name)}"`);
    const insert = past.prepare(
      `INSERT INTO ${table} (${columns.join()}) VALUES (${columns.map(() => "?").join()})`,
    );
    for (const row of present.prepare(`SELECT ${columns.join()} FROM ${table}`).all()) {
      insert.run(...(Object.values(row) as SQLInputValue[]));
    }
  }
  present.close();
  past.close();
  for (const suffix of ["", "-wal", "-shm"]) rmSync(path + suffix, { force: true });
  renameSync(`${path}.past`, path);
}
