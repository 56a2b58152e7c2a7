import assert from "node:assert/strict";
import { done, message, PerennialError, waiting } from "@perennial/api";
import type { FakeStep } from "../testing/fake-plugins.js";
import { TestBench } from "../testing/test-bench.js";

const text = message("wait");

describe("A wait for a date", () => {
  const dated = (at: string): FakeStep => {
    let runs = 0;
    return {
      name: "ask",
      run: () => (++runs === 1 ? waiting({ for: "date", key: "d", text, at }) : done(runs)),
    };
  };

  it("wakes the renewal then, not before", async () => {
    const bench = await TestBench.ofSteps(dated("2026-11-23T08:00:00Z"));
    const { id, wakeAt } = await bench.run();
    assert.equal(Date.parse(wakeAt ?? ""), Date.parse("2026-11-23T08:00:00Z"));
    await bench.clock.advanceTo("2026-11-23T07:59:59Z");
    assert.deepEqual(await bench.engine.due(), []);
    await bench.clock.advanceTo("2026-11-23T08:00:00Z");
    assert.deepEqual(await bench.engine.due(), [id]);
    assert.equal((await bench.engine.advance({ renewal: id })).state, "done");
  });

  it("takes no answer", async () => {
    const bench = await TestBench.ofSteps(dated("2026-11-23T08:00:00Z"));
    const { id } = await bench.run();
    await assert.rejects(bench.engine.answer({ renewal: id, key: "d", value: true }), (error) =>
      PerennialError.is(error, "answer.not-expected"),
    );
  });

  it("that a step asks for again and again fails instead of running for ever", async () => {
    const bench = await TestBench.ofSteps({
      name: "ask",
      run: () => waiting({ for: "date", key: "d", text, at: "2026-11-01T00:00:00Z" }),
    });
    const view = await bench.run();
    assert.equal(view.error?.code, "step.waits-in-vain");
    assert.ok((bench.plugins.runs.get("ask") ?? 0) <= 2);
  });
});
