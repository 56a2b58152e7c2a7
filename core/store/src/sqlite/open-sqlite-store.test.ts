import assert from "node:assert/strict";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { begun, newRenewal, START } from "../contract/samples.js";
import { rejectsWith } from "../contract/rejections.js";
import { openSqliteStore } from "./open-sqlite-store.js";
import { tamper } from "./testing/tamper.js";
import { temporaryFolder } from "./testing/temporary-store.js";
import { skipBecause } from "../testing/skip-because.js";

const entry = { event: "test.happened", data: {} };

describe("opening a journal", () => {
  let path: string;
  let remove: () => void;

  beforeEach(() => {
    const made = temporaryFolder();
    ({ remove } = made);
    path = join(made.folder, "home", "journal.db");
  });
  afterEach(() => remove());

  async function createOne(): Promise<void> {
    const store = await openSqliteStore({ path });
    await begun(store, "r1");
    await store.close();
  }

  it("makes a new one that only its owner can read, in a folder that only its owner can enter", async function () {
    if (process.platform === "win32") skipBecause(this, "files have no modes on Windows");
    const store = await openSqliteStore({ path });
    await store.audit(entry, START);
    const mode = (name: string): string => (statSync(name).mode & 0o777).toString(8);
    assert.equal(mode(dirname(path)), "700");
    for (const name of [path, `${path}-wal`, `${path}-shm`, `${path}.head`]) {
      assert.equal(mode(name), "600", name);
    }
    await store.backUp(`${path}.copy`);
    assert.equal(mode(`${path}.copy`), "600");
    await store.close();
    chmodSync(path, 0o644);
    await (await openSqliteStore({ path })).close();
    assert.equal(mode(path), "600");
  });

  it("leaves nothing but the journal and its anchor behind", async () => {
    await createOne();
    assert.deepEqual(readdirSync(dirname(path)), ["journal.db", "journal.db.head"]);
  });

  it("never treats an empty file as a new journal", async () => {
    mkdirSync(dirname(path));
    writeFileSync(path, "");
    const error = await rejectsWith(openSqliteStore({ path }), "store.corrupt", { path });
    assert.equal(error.detail, "the file is empty");
    assert.equal(statSync(path).size, 0);
  });

  it("never begins anew where a journal had been", async () => {
    await createOne();
    rmSync(path);
    await rejectsWith(openSqliteStore({ path }), "store.missing", { path });
    assert.ok(!existsSync(path));
  });

  it("never begins anew at the end of a link to a disk that is not there", async function () {
    if (process.platform === "win32")
      skipBecause(this, "links need rights of their own on Windows");
    mkdirSync(dirname(path));
    const away = join(dirname(path), "away.db");
    symlinkSync(away, path);
    await rejectsWith(openSqliteStore({ path }), "store.missing", { path });
    assert.ok(!existsSync(away));
  });

  it("never begins anew beside a write-ahead log that was left over", async () => {
    mkdirSync(dirname(path));
    writeFileSync(`${path}-wal`, "left over");
    await rejectsWith(openSqliteStore({ path }), "store.missing", { path });
  });

  it("refuses a file that is not a database, and leaves it as it is", async () => {
    await createOne();
    const whole = readFileSync(path);
    const garbage = Buffer.alloc(5000, "not a database ");
    const zeroed = Buffer.concat([Buffer.alloc(4096), whole.subarray(4096)]);
    for (const content of [garbage, Buffer.from("short"), zeroed]) {
      writeFileSync(path, content);
      await rejectsWith(openSqliteStore({ path }), "store.corrupt", { path });
      assert.deepEqual(readFileSync(path), content);
    }
  });

  it("refuses a journal whose end was cut off", async () => {
    await createOne();
    truncateSync(path, statSync(path).size / 2);
    await rejectsWith(openSqliteStore({ path }), "store.corrupt", { path });
  });

  it("refuses another program's database, and leaves it as it is", async () => {
    mkdirSync(dirname(path));
    const other = new DatabaseSync(path);
    other.exec("CREATE TABLE t (x)");
    other.close();
    const before = readFileSync(path);
    await rejectsWith(openSqliteStore({ path }), "store.foreign", { path });
    assert.deepEqual(readFileSync(path), before);
  });

  it("refuses a folder where the file should be", async () => {
    mkdirSync(path, { recursive: true });
    await rejectsWith(openSqliteStore({ path }), "store.io", { path });
  });

  it("refuses a parent that is a file", async () => {
    writeFileSync(dirname(path), "");
    await rejectsWith(openSqliteStore({ path }), "store.io", { path });
  });

  it("names what cannot be read in a journal, instead of reading it as empty", async () => {
    await createOne();
    tamper(path, "UPDATE renewal SET profile = '{'");
    const store = await openSqliteStore({ path });
    const error = await rejectsWith(store.renewals(), "store.corrupt", { path });
    assert.equal(error.detail, "column profile of r1 is not JSON");
    await rejectsWith(store.load("r1"), "store.corrupt", { path });
    await store.close();
  });

  it("is only read where an older copy stands in its place, until that is accepted", async () => {
    await createOne();
    const older = readFileSync(path);
    const store = await openSqliteStore({ path });
    await begun(store, "r2");
    await store.close();
    writeFileSync(path, older);
    const rolledBack = await openSqliteStore({ path });
    await rejectsWith(rolledBack.create([newRenewal("r3")], START), "store.rolled-back", {
      path,
      found: 2,
      known: 4,
    });
    assert.equal((await rolledBack.renewals()).length, 1);
    assert.equal((await rolledBack.verifyAudit()).ok, false);
    await rolledBack.close();
    // Not even by closing does it become the truth.
    const again = await openSqliteStore({ path });
    await rejectsWith(again.audit(entry, START), "store.rolled-back");
    await again.close();
    rmSync(`${path}.head`);
    const accepted = await openSqliteStore({ path });
    await accepted.create([newRenewal("r3")], START);
    await accepted.close();
  });

  it("is only read when its write-ahead log was removed", async () => {
    await createOne();
    const killed = await openSqliteStore({ path });
    await begun(killed, "r2");
    const database = readFileSync(path);
    const other = await openSqliteStore({ path });
    await other.close();
    await killed.close();
    // As it stood before the log was written back, and without the log.
    writeFileSync(path, database);
    const store = await openSqliteStore({ path });
    await rejectsWith(store.audit(entry, START), "store.rolled-back");
    await store.close();
  });

  for (const [change, detail] of [
    ["steps = '{}'", "column steps of r1 is not a list of names"],
    ["steps = '[]'", "column steps of r1 is not a list of names"],
    ["accounts = 'null'", "column accounts of r1 is not a list of names"],
    ["profile = '[]'", "column profile of r1 is not an object"],
    ["wait = '1'", "column wait of r1 is not an object"],
    ["error = 'null'", "column error of r1 is not an object"],
    ["owner = '\"x\"'", "column owner of r1 is not an object"],
    ["wake_at = 'soon'", "column wake_at of r1 is not an instant"],
    ["lease_until = ''", "column lease_until of r1 is not an instant"],
    ["state = 'over'", "column state of r1 is none of its values"],
    ["kind = 'gift'", "column kind of r1 is none of its values"],
    ["fence = 9007199254740993", /too large|9007199254740993/],
  ] as const) {
    it(`never takes for something else what it did not write: ${change}`, async () => {
      await createOne();
      tamper(path, `PRAGMA ignore_check_constraints = ON; UPDATE renewal SET ${change}`);
      const store = await openSqliteStore({ path });
      for (const read of [() => store.load("r1"), () => store.renewals()]) {
        const error = await rejectsWith(read(), "store.corrupt", { path });
        if (typeof detail === "string") assert.equal(error.detail, detail);
        else assert.match(error.detail ?? "", detail);
      }
      await store.close();
    });
  }

  it("never takes an effect whose result is gone for one that brought nothing", async () => {
    const first = await openSqliteStore({ path });
    const fence = await begun(first, "r1");
    await first.beginEffect(fence, { step: "order", key: "k", intent: {} }, START);
    await first.completeEffect(fence, "k", null, "performed", START);
    await first.close();
    tamper(path, "UPDATE effect SET result = NULL");
    const store = await openSqliteStore({ path });
    await rejectsWith(store.load("r1"), "store.corrupt", { path });
    await store.close();
  });

  it("can be put back from a backup", async () => {
    const store = await openSqliteStore({ path });
    await begun(store, "r1");
    const backup = join(dirname(path), "backup");
    await store.backUp(backup);
    await rejectsWith(store.backUp(backup), "store.exists", { what: "file", id: backup });
    await begun(store, "r2");
    await store.close();
    const aside = join(dirname(path), "aside");
    mkdirSync(aside);
    for (const name of readdirSync(dirname(path)).filter((file) => file.startsWith("journal.db"))) {
      renameSync(join(dirname(path), name), join(aside, name));
    }
    copyFileSync(backup, path);
    const restored = await openSqliteStore({ path });
    assert.deepEqual(
      (await restored.renewals()).map(({ id }) => id),
      ["r1"],
    );
    assert.equal((await restored.verifyAudit()).ok, true);
    await restored.close();
  });
});
