import assert from "node:assert/strict";
import { done, message, skipped, type Json } from "@perennial/api";
import { TestBench } from "./testing/test-bench.js";

const step = (name: string, output: Json = name) => ({ name, run: () => done(output) });

describe("Engine", () => {
  it("runs the steps in order, each once, and is done", async () => {
    const bench = await TestBench.ofSteps(step("keys"), step("order"), step("install"));
    const view = await bench.run();
    assert.equal(view.state, "done");
    assert.deepEqual(
      [...bench.plugins.runs],
      [
        ["keys", 1],
        ["order", 1],
        ["install", 1],
      ],
    );
    const detail = await bench.engine.show({ renewal: view.id });
    assert.deepEqual(detail.outputs, { keys: "keys", order: "order", install: "install" });
  });
  it("tells what happens, in order", async () => {
    const bench = await TestBench.ofSteps(step("keys"), {
      name: "order",
      run: () => skipped(message("not.needed")),
    });
    await bench.run();
    assert.deepEqual(
      bench.events.map((event) => ("step" in event ? `${event.type} ${event.step}` : event.type)),
      ["step-started keys", "step-ended keys", "step-started order", "step-ended order", "done"],
    );
  });
});
