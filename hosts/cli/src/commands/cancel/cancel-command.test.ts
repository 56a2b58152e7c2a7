import assert from "node:assert/strict";
import { FakeEngine } from "../../testing/fake-engine.js";
import { jsonOf, runCommand } from "../../testing/run-command.js";
import { at } from "../../testing/views.js";

describe("cancel", () => {
  let engine: FakeEngine;
  beforeEach(() => {
    engine = new FakeEngine();
  });

  it("asks first, and keeps it when the answer is no", async () => {
    engine.add({ id: "m-1" });
    const kept = await runCommand(["cancel", "m-1"], { engine, types: [["[y/N]", "\r"]] });
    assert.equal(kept.exitCode, 0);
    assert.deepEqual(engine.called("cancel"), []);
    await runCommand(["cancel", "m-1"], { engine, types: [["[y/N]", "y\r"]] });
    assert.deepEqual(engine.called("cancel"), [{ renewal: "m-1" }]);
  });

  it("takes the name of a profile or an account, and asks which where there are several", async () => {
    engine.add({ id: "m-1", account: "CRYPT" });
    engine.add({ id: "m-2", account: "TRANSPORT" });
    engine.add({ id: "m-0", account: "CRYPT", state: "done" });
    const several = await runCommand(["cancel", "meridian", "--yes"], { engine });
    assert.equal(several.exitCode, 2);
    assert.match(several.stderr, /Name one of them: m-1 and m-2/);
    await runCommand(["cancel", "meridian/TRANSPORT", "--yes"], { engine });
    await runCommand(["cancel", "meridian", "--yes"], { engine });
    assert.deepEqual(engine.called("cancel"), [{ renewal: "m-2" }, { renewal: "m-1" }]);
    const none = await runCommand(["cancel", "meridian", "--yes"], { engine });
    assert.match(none.stderr, /Code: renewal\.not-found/);
  });

  it("names what stays outside, before and after, and to programs", async () => {
    const outside = [
      { name: "order", number: 2, title: "Place the order", at, effects: ["order:1"] },
    ];
    engine.add({ id: "m-1", outside });
    const ran = await runCommand(["cancel", "m-1"], { engine, types: [["[y/N]", "y\r"]] });
    const [before = "", after = ""] = ran.stdout.replaceAll(/\s+/g, " ").split("[y/N]");
    assert.match(
      before,
      /has changed something outside, in this step: - Step 2, Place the order: /,
    );
    assert.match(after, /Perennial does not withdraw it; .* - Step 2, Place the order: /);
    const json = await runCommand(["cancel", "m-1", "--yes", "--json"], { engine });
    const told = (jsonOf(json) as { outside: (typeof outside)[number][] }).outside;
    assert.deepEqual(
      told.map(({ title, effects }) => [title, effects]),
      [["Place the order", ["order:1"]]],
    );
    engine.add({ id: "m-2" });
    const nothing = await runCommand(["cancel", "m-2", "--yes"], { engine });
    assert.doesNotMatch(nothing.stdout, /withdraw/);
  });

  it("needs --yes where nobody can be asked", async () => {
    engine.add({ id: "m-1" });
    assert.equal((await runCommand(["cancel", "m-1"], { engine })).exitCode, 2);
    assert.equal((await runCommand(["cancel", "m-1", "--yes"], { engine })).exitCode, 0);
  });
});
