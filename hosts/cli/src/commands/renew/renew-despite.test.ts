import assert from "node:assert/strict";
import { FakeEngine } from "../../testing/fake-engine.js";
import { jsonOf, runCommand } from "../../testing/run-command.js";
import { accountOf, at, profileOf, soon } from "../../testing/views.js";

describe("renew after a cancelled renewal that had ordered", () => {
  let engine: FakeEngine;
  beforeEach(() => {
    engine = new FakeEngine();
    engine.overviewNow = {
      at,
      profiles: [profileOf("meridian", accountOf(soon, { urgency: "notice" }))],
    };
    engine.add({ id: "m-2" }, { state: "done" });
    const order = { name: "order", number: 2, title: "Place the order", at, effects: ["order:1"] };
    const left = { renewal: "m-1", account: "main", pluginId: "acme", cancelledAt: at };
    engine.leftNow = [{ ...left, steps: [order] }];
  });
  const aware = { profile: "meridian", despite: ["m-1"] };

  it("begins nothing by itself: it says what stands, and ends with 3", async () => {
    const ran = await runCommand(["renew"], { engine });
    assert.equal(ran.exitCode, 3);
    const said = ran.stdout.replaceAll(/\s+/g, " ");
    assert.match(said, /meridian: the renewal m-1, cancelled on .*, has changed something outside/);
    assert.match(said, /- Step 2, Place the order: /);
    assert.match(said, /perennial show m-1/);
    assert.match(ran.stderr, /Code: renewal\.left-outside/);
    assert.match(ran.stderr.replaceAll(/\s+/g, " "), /perennial renew meridian --yes/);
    assert.deepEqual(engine.called("begin"), [{ profile: "meridian" }]);
    assert.deepEqual(engine.called("advance"), []);
  });

  it("says so to programs", async () => {
    const ran = await runCommand(["renew", "--json"], { engine });
    const { notBegun } = jsonOf(ran) as { notBegun: { error: { code: string } }[] };
    assert.deepEqual([ran.exitCode, notBegun[0]?.error.code], [3, "renewal.left-outside"]);
  });

  it("begins with --yes", async () => {
    const ran = await runCommand(["renew", "meridian", "--yes"], { engine });
    assert.equal(ran.exitCode, 0, ran.stdout + ran.stderr);
    assert.deepEqual(engine.called("begin").at(-1), aware);
  });

  it("asks at a terminal; Enter is no", async () => {
    const no = await runCommand(["renew"], { engine, types: [["[y/N]", "\r"]] });
    assert.equal(no.exitCode, 3, no.stdout);
    assert.equal(engine.called("begin").length, 1);
    const yes = await runCommand(["renew"], { engine, types: [["[y/N]", "y\r"]] });
    assert.equal(yes.exitCode, 0, yes.stdout);
    assert.deepEqual(engine.called("begin").at(-1), aware);
  });
});
