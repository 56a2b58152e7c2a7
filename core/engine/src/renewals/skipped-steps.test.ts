import assert from "node:assert/strict";
import { message, skipped } from "@perennial/api";
import { TestBench } from "../testing/test-bench.js";
import { sortBench, step } from "../testing/steps.js";

describe("A step that is skipped", () => {
  it("keeps what it noted on its way, after its reason, and shows it", async () => {
    const bench = await TestBench.ofSteps({
      name: "declare",
      run: async (renewal) => {
        await renewal.note(message("looked"));
        return skipped(message("not.needed"));
      },
    });
    const { id } = await bench.run();
    const [{ state, remarks } = {}] = (await bench.engine.show({ renewal: id })).steps;
    assert.deepEqual([state, remarks], ["skipped", [{ key: "not.needed" }, { key: "looked" }]]);
    const ended = bench.events.find((event) => event.type === "step-ended");
    assert.deepEqual(ended?.type === "step-ended" && ended.notes, remarks);
  });
});

describe("A step with a condition", () => {
  it("is recorded as skipped, with the reason, where it does not hold", async () => {
    const bench = await sortBench(step("a"), step("declare", { when: { account: "crypt" } }));
    const views = await bench.engine.begin({ profile: "acme", force: true });
    for (const { id } of views) await bench.engine.advance({ renewal: id });
    assert.equal(bench.plugins.runs.get("declare"), 1);
    const transport = await bench.engine.show({ renewal: views[1]?.id ?? "" });
    assert.equal(transport.state, "done");
    assert.deepEqual(transport.steps[1]?.remarks, [{ key: "step.not-applicable" }]);
    assert.equal(transport.steps[1]?.state, "skipped");
  });
});
