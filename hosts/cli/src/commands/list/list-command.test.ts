import assert from "node:assert/strict";
import { FakeEngine } from "../../testing/fake-engine.js";
import { runCommand } from "../../testing/run-command.js";

describe("list", () => {
  let engine: FakeEngine;
  beforeEach(() => {
    engine = new FakeEngine();
  });

  it("lists what is open, or all", async () => {
    engine.add({ id: "m-1" });
    engine.add({ id: "m-0", state: "done" });
    assert.doesNotMatch((await runCommand(["list"], { engine })).stdout, /m-0/);
    assert.match((await runCommand(["list", "--all"], { engine })).stdout, /m-0/);
  });
});
