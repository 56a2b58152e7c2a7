import assert from "node:assert/strict";
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { newRenewal, owner, START } from "../contract/samples.js";
import { rejectsWith } from "../contract/rejections.js";
import type { RenewalStore } from "../port/index.js";
import { openSqliteStore } from "./open-sqlite-store.js";
import { openTemporaryStore } from "./testing/temporary-store.js";

const WRITER = join(import.meta.dirname, "testing", "writer.js");
const STEPS = Array.from({ length: 40 }, (_, n) => `step-${n}`);

describe("several processes on one journal", function () {
  this.timeout(120_000);
  let path: string;
  let store: RenewalStore;
  let dispose: () => Promise<void>;
  let running: ChildProcess[];

  beforeEach(async () => {
    const opened = await openTemporaryStore();
    ({ path, store, dispose } = opened);
    running = [];
  });
  afterEach(async () => {
    for (const child of running) child.kill("SIGKILL");
    await dispose();
  });

  const ledgerOf = (renewal: string): string => join(dirname(path), `${renewal}.ledger`);

  /** Runs a writer until it ends, or is killed so many turns after telling of so many steps. */
  async function write(
    renewal: string,
    killAfter: number,
    turns: number,
  ): Promise<"ended" | "killed"> {
    const child = fork(WRITER, [path, renewal, ledgerOf(renewal)]);
    running.push(child);
    const told: string[] = [];
    child.on("message", (step) => {
      told.push(String(step));
      // One that is being killed cannot be told any more.
      child.send("go on", () => undefined);
      // It is somewhere in its next step then, or still before it.
      if (told.length === killAfter) afterTurns(turns, () => child.kill("SIGKILL"));
    });
    const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
    const { steps } = await store.load(renewal);
    const names = new Set(steps.map(({ name }) => name));
    for (const step of told) assert.ok(names.has(step), `${step} was told, and is lost`);
    if (signal === "SIGKILL") return "killed";
    assert.equal(code, 0);
    return "ended";
  }

  async function writeToTheEnd(renewal: string, random: () => number): Promise<number> {
    let kills = 0;
    for (;;) {
      const killAfter = 1 + Math.floor(random() * 4);
      const turns = Math.floor(random() * 20);
      if ((await write(renewal, killAfter, turns)) === "ended") return kills;
      kills += 1;
    }
  }

  async function assertWhole(renewal: string): Promise<void> {
    const { renewal: record, steps, effects } = await store.load(renewal);
    assert.equal(record.state, "done");
    assert.deepEqual(
      steps.map(({ name, output }) => [name, output]),
      STEPS.map((name) => [name, `output of ${name}`]),
    );
    const performed = readFileSync(ledgerOf(renewal), "utf8").trimEnd().split("\n");
    assert.deepEqual(
      performed,
      STEPS.map((name) => `order:${name}`),
      "each effect was performed once",
    );
    assert.ok(effects.every(({ state }) => state === "performed"));
  }

  it("lose nothing and double nothing when two write and are killed again and again", async () => {
    const renewals = ["r1", "r2"];
    await store.create(
      renewals.map((id) => newRenewal(id, { steps: STEPS })),
      START,
    );
    const kills = await Promise.all(
      renewals.map((renewal, index) => writeToTheEnd(renewal, randomFrom(index + 1))),
    );
    assert.ok(
      kills.every((count) => count >= 5),
      `killed ${kills.join(" and ")} times`,
    );
    for (const renewal of renewals) await assertWhole(renewal);
    const verdict = await store.verifyAudit();
    assert.ok(verdict.ok, JSON.stringify(verdict));
    assert.deepEqual(await store.check(), []);
  });

  it("keep out the fence of one that was killed, once another has claimed", async () => {
    await store.create([newRenewal("r1", { steps: STEPS })], START);
    assert.equal(await write("r1", 2, 0), "killed");
    const { renewal } = await store.load("r1");
    assert.ok(renewal.owner);
    const dead = { renewal: "r1", owner: renewal.owner.id, fence: renewal.fence };
    const at = new Date().toISOString();
    await rejectsWith(
      store.claim("r1", owner("next"), at, at, () => false),
      "store.claimed",
    );
    await store.claim("r1", owner("next"), at, at, (holder) => holder.pid === renewal.owner?.pid);
    await rejectsWith(store.heartbeat(dead, at, at), "store.fenced");
  });

  it("free the journal at once when one is killed inside a transaction", async () => {
    const code = `const { DatabaseSync } = await import("node:sqlite");
      const database = new DatabaseSync(process.argv[1]);
      database.exec("BEGIN IMMEDIATE; INSERT INTO setting VALUES ('half', '1')");
      process.send("inside"); setInterval(() => {}, 1000);`;
    const child = fork(path, { execArgv: ["--input-type=module", "--eval", code] });
    running.push(child);
    await once(child, "message");
    const impatient = await openSqliteStore({ path, busyTimeout: 0 });
    const entry = { event: "test.happened", data: {} };
    await rejectsWith(impatient.audit(entry, START), "store.busy");
    child.kill("SIGKILL");
    await once(child, "exit");
    await impatient.audit(entry, START);
    assert.equal(await impatient.setting("half"), undefined);
    await impatient.close();
  });

  it("that begin renewals at the same moment each see what the others began", async () => {
    const code = `const { openSqliteStore } = await import(${JSON.stringify(
      new URL("open-sqlite-store.js", import.meta.url).href,
    )});
      const { newRenewal } = await import(${JSON.stringify(
        new URL("../contract/samples.js", import.meta.url).href,
      )});
      const store = await openSqliteStore({ path: process.argv[1] });
      process.send("ready");
      process.once("message", async (id) => {
        for (;;) {
          const open = await store.renewals({ profileId: "meridian" });
          const renewal = newRenewal(id, { group: open[0]?.group ?? id });
          const expected = { profileId: "meridian", ids: open.map((one) => one.id) };
          try {
            await store.create([renewal], "${START}", expected);
            break;
          } catch (error) {
            if (error.code !== "store.overtaken") throw error;
          }
        }
        await store.close();
        process.disconnect();
      });`;
    const children = Array.from({ length: 4 }, () =>
      fork(path, { execArgv: ["--input-type=module", "--eval", code] }),
    );
    running.push(...children);
    await Promise.all(children.map((child) => once(child, "message")));
    const ended = children.map((child) => once(child, "exit"));
    for (const [index, child] of children.entries()) child.send(`r${index}`);
    for (const [exitCode] of (await Promise.all(ended)) as [number | null][]) {
      assert.equal(exitCode, 0);
    }
    const begun = await store.renewals();
    assert.equal(begun.length, 4);
    assert.deepEqual(new Set(begun.map(({ group }) => group)), new Set([begun[0]?.id]));
  });

  it("make one journal when they all open a new one at the same time", async () => {
    const fresh = join(dirname(path), "fresh", "journal.db");
    const code = `const { openSqliteStore } = await import(${JSON.stringify(
      new URL("open-sqlite-store.js", import.meta.url).href,
    )});
      const store = await openSqliteStore({ path: process.argv[1] });
      await store.audit({ event: "test.happened", data: {} }, "${START}");
      await store.close(); process.disconnect();`;
    const children = Array.from({ length: 4 }, () =>
      fork(fresh, { execArgv: ["--input-type=module", "--eval", code] }),
    );
    running.push(...children);
    const codes = await Promise.all(
      children.map(async (child) => ((await once(child, "exit")) as [number | null])[0]),
    );
    assert.deepEqual(codes, [0, 0, 0, 0]);
    const opened = await openSqliteStore({ path: fresh });
    const verdict = await opened.verifyAudit();
    assert.deepEqual([verdict.ok, verdict.ok && verdict.records], [true, 4]);
    await opened.close();
    const database = new DatabaseSync(fresh);
    assert.equal(database.prepare("PRAGMA integrity_check").get()?.["integrity_check"], "ok");
    database.close();
  });
});

/** Calls back after so many turns of the event loop. */
function afterTurns(turns: number, callback: () => void): void {
  if (turns === 0) callback();
  else setImmediate(() => afterTurns(turns - 1, callback));
}

/** The same sequence every time (Park and Miller's generator): a failure can be repeated. */
function randomFrom(seed: number): () => number {
  let state = seed * 7919;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
