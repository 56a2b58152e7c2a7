import assert from "node:assert/strict";
import { copyFileSync, existsSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { begun, newRenewal, START } from "../contract/samples.js";
import { rejectsWith } from "../contract/rejections.js";
import { openSqliteStore } from "./open-sqlite-store.js";
import { temporaryFolder } from "./testing/temporary-store.js";
import { skipBecause } from "../testing/skip-because.js";

const entry = { event: "test.happened", data: {} };

describe("a journal that is open", () => {
  let path: string;
  let remove: () => void;

  beforeEach(() => {
    const made = temporaryFolder();
    ({ remove } = made);
    path = join(made.folder, "home", "journal.db");
  });
  afterEach(() => remove());

  it("answers store.closed once it is closed, and closes twice without complaint", async () => {
    const store = await openSqliteStore({ path });
    await store.close();
    await store.close();
    await rejectsWith(store.renewals(), "store.closed", { path });
    await rejectsWith(store.create([newRenewal("r1")], START), "store.closed", { path });
  });

  it("is refused writes after its file was taken away or replaced", async function () {
    if (process.platform === "win32") skipBecause(this, "an open file cannot be moved on Windows");
    const store = await openSqliteStore({ path });
    await store.audit(entry, START);
    renameSync(path, `${path}.moved`);
    await rejectsWith(store.audit(entry, START), "store.missing", { path });
    copyFileSync(`${path}.moved`, path);
    await rejectsWith(store.audit(entry, START), "store.missing", { path });
    rmSync(path);
    renameSync(`${path}.moved`, path);
    await store.audit(entry, START);
    await store.close();
  });

  it("waits for another writer no longer than it was told to, and says that trying again helps", async () => {
    const store = await openSqliteStore({ path, busyTimeout: 20 });
    const other = new DatabaseSync(path);
    try {
      other.exec("BEGIN IMMEDIATE");
      const error = await rejectsWith(store.audit(entry, START), "store.busy", { path });
      assert.deepEqual(error.retry, { after: 1 });
      assert.deepEqual(await store.auditLog(), [], "reading goes on");
      other.exec("COMMIT");
      await store.audit(entry, START);
    } finally {
      other.close();
      await store.close();
    }
  });

  it("does not write with an older schema once a newer Perennial has migrated it", async () => {
    const store = await openSqliteStore({ path });
    const newer = new DatabaseSync(path);
    newer.exec("PRAGMA user_version = 99");
    newer.close();
    await rejectsWith(store.audit(entry, START), "store.schema-newer", { found: 99 });
    await store.close();
    const before = readFileSync(path);
    await rejectsWith(openSqliteStore({ path }), "store.schema-newer", { found: 99 });
    assert.deepEqual(readFileSync(path), before);
  });

  it("works in memory, where nothing is left behind", async () => {
    const store = await openSqliteStore({ path: ":memory:" });
    await begun(store, "r1");
    assert.equal((await store.verifyAudit()).ok, true);
    assert.deepEqual(await store.check(), []);
    await store.close();
    assert.ok(!existsSync(":memory:"));
  });
});
