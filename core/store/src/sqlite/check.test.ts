import assert from "node:assert/strict";
import { closeSync, openSync, writeSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { after, begun, certificate, profile, question, START } from "../contract/samples.js";
import { openSqliteStore } from "./open-sqlite-store.js";
import { tamper } from "./testing/tamper.js";
import { openTemporaryStore } from "./testing/temporary-store.js";

describe("checking a journal", () => {
  let path: string;
  let dispose: () => Promise<void>;

  beforeEach(async () => {
    const opened = await openTemporaryStore();
    ({ path, dispose } = opened);
    const { store } = opened;
    const fence = await begun(store, "r1");
    await store.putProfile(profile("meridian"), "new");
    await store.beginEffect(fence, { step: "order", key: "k", intent: { n: 1 } }, after(1));
    await store.completeEffect(fence, "k", { number: 7 }, "performed", after(2));
    const step = { name: "confirm", state: "done", output: { n: 1 }, remarks: [] } as const;
    await store.completeStep(fence, step, [], { state: "ready" }, after(3));
    await store.rewind(fence, "confirm", after(4));
    await store.completeStep(fence, { ...step, output: 2 }, [], { state: "ready" }, after(5));
    await store.signal("r1", { step: "order", key: "q", value: 1, dedupe: "1" }, after(6));
    await store.setSetting("a", 1, undefined, START);
    const [signal] = (await store.load("r1")).signals;
    const wait = { state: "waiting", currentStep: "order", wait: question, attempts: 0 } as const;
    await store.park(fence, wait, { taken: [signal?.id ?? 0], refused: [] }, after(7));
    await store.beginEffect(fence, { step: "order", key: "open", intent: {} }, after(8));
    await store.putCertificate(certificate("11".repeat(32)), after(8), fence);
    await store.close();
  });
  afterEach(() => dispose());

  async function problems(): Promise<readonly string[]> {
    const store = await openSqliteStore({ path });
    try {
      return await store.check();
    } finally {
      await store.close();
    }
  }

  it("finds nothing in a sound one, also after a step was run again", async () => {
    assert.deepEqual(await problems(), []);
  });

  for (const [change, problem] of [
    [
      "UPDATE step SET output = '3'",
      "the output of step r1 confirm is not the one that was recorded",
    ],
    [
      "UPDATE effect SET result = '{\"number\":8}'",
      "the result of effect r1 k is not the one that was recorded",
    ],
    [
      "UPDATE effect SET intent = '{}'",
      "the intent of effect r1 k is not the one that was recorded",
    ],
    ["UPDATE step SET remarks = '['", "table step: column remarks of r1 confirm is not JSON"],
    ["UPDATE signal SET value = ''", "table signal: column value of r1 1 is not JSON"],
    ["UPDATE setting SET value = 'x'", "table setting: column value of a is not JSON"],
    [
      `UPDATE profile SET "values" = '{"a"}'`,
      "table profile: column values of meridian is not JSON",
    ],
    ["UPDATE renewal SET wait = '{'", "table renewal: column wait of r1 is not JSON"],
    [
      "UPDATE effect SET result = NULL WHERE key = 'k'",
      "the result of effect r1 k is not the one that was recorded",
    ],
    ["DELETE FROM step", "the step r1 confirm was recorded and is not there"],
    ["UPDATE step SET state = 'skipped'", "the step r1 confirm is not what was recorded"],
    ["DELETE FROM effect WHERE key = 'open'", "the effect r1 open was recorded and is not there"],
    [
      "UPDATE effect SET state = 'absent' WHERE key = 'open'",
      "the effect r1 open is not what was recorded",
    ],
    [
      `INSERT INTO effect SELECT renewal, 'new', 9, step, intent, state, result, begun_at
        FROM effect WHERE key = 'open'`,
      "the intent of effect r1 new is not the one that was recorded",
    ],
    ["DELETE FROM signal", "what was given to renewal r1 is not what was recorded"],
    ["UPDATE signal SET consumed = NULL", "what was given to renewal r1 is not what was recorded"],
    ["UPDATE renewal SET state = 'done'", "the renewal r1 is not what was recorded"],
    ["UPDATE renewal SET steps = '[]'", "the renewal r1 is not what was recorded"],
    ["UPDATE renewal SET fence = 0", "the renewal r1 is not what was recorded"],
    ["UPDATE renewal SET plugin_version = '9.9.9'", "the renewal r1 is not what was recorded"],
    ["UPDATE renewal SET cancel_requested = 1", "the renewal r1 is not what was recorded"],
    ["DELETE FROM profile", "the profile meridian was recorded and is not there"],
    [`UPDATE profile SET "values" = '{}'`, "the profile meridian is not what was recorded"],
    [
      "UPDATE certificate SET source = '/elsewhere'",
      "the current certificate meridian sign is not what was recorded",
    ],
    ["PRAGMA foreign_keys = OFF; DELETE FROM renewal", /refers to a renewal that is not there/],
  ] as const) {
    it(`finds the damage of: ${change}`, async () => {
      tamper(path, change);
      const [first] = await problems();
      if (typeof problem === "string") assert.equal(first, problem);
      else assert.match(first ?? "", problem);
    });
  }

  it("finds triggers that were taken off, and tables that were changed", async () => {
    const database = new DatabaseSync(path);
    database.exec("DROP TRIGGER audit_no_delete; CREATE TABLE more (x)");
    database.close();
    assert.deepEqual(await problems(), [
      "the trigger audit_no_delete is not as Perennial made it",
      "the table more is not as Perennial made it",
    ]);
  });

  it("goes on when the audit log cannot be read", async () => {
    tamper(path, "UPDATE audit SET data = '{' WHERE event = 'step.done'");
    assert.deepEqual(await problems(), [
      "the output of step r1 confirm is not the one that was recorded",
      "the step r1 confirm is not what was recorded",
    ]);
  });

  it("finds a page that was overwritten, and nothing is read from it", async () => {
    overwritePage(path, rootPageOf(path, "step"));
    const store = await openSqliteStore({ path });
    assert.match((await store.check()).join(), /malformed/);
    await assert.rejects(store.load("r1"), { code: "store.corrupt" });
    await store.close();
  });
});

function rootPageOf(path: string, table: string): number {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const sql = "SELECT rootpage FROM sqlite_schema WHERE name = ?";
    return Number(database.prepare(sql).get(table)?.["rootpage"]);
  } finally {
    database.close();
  }
}

function overwritePage(path: string, page: number): void {
  const size = 4096;
  const file = openSync(path, "r+");
  try {
    writeSync(file, Buffer.alloc(size, 0xaa), 0, size, (page - 1) * size);
  } finally {
    closeSync(file);
  }
}
