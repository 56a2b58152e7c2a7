import assert from "node:assert/strict";
import { join } from "node:path";
import type { RunnablePlugin } from "./runnable-plugin.js";
import {
  FIXTURES,
  notCancelled,
  RecordedCallbacks,
  runnable,
  stepRun,
  TestHost,
} from "./test-support.js";

describe("A plugin's process", () => {
  let orderly: RunnablePlugin;
  const host = new TestHost();

  before(async () => {
    orderly = await runnable(join(FIXTURES, "orderly"));
  });
  after(() => host.processes.dispose());

  it("runs a step with the host's services and the class the profile chose", async () => {
    const callbacks = new RecordedCallbacks();
    const outcome = await host.processes.runStep(
      orderly,
      stepRun(orderly, "prepare", { profile: { way: "far" } }),
      callbacks,
      notCancelled,
    );
    assert.deepEqual(outcome, { outcome: "done", output: { shop: "far", account: "main" } });
    assert.deepEqual(callbacks.notes, [{ key: "shop.prepared" }]);
    assert.ok(host.lines.includes("orderly: preparing"));
  });
});
