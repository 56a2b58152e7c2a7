import assert from "node:assert/strict";
import { FakeEngine } from "../../testing/fake-engine.js";
import { runCommand } from "../../testing/run-command.js";

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

  it("needs --yes where nobody can be asked", async () => {
    engine.add({ id: "m-1" });
    assert.equal((await runCommand(["cancel", "m-1"], { engine })).exitCode, 2);
    assert.equal((await runCommand(["cancel", "m-1", "--yes"], { engine })).exitCode, 0);
  });
});
