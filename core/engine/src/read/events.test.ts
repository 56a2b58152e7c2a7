import assert from "node:assert/strict";
import { done, message } from "@perennial/api";
import { TestBench } from "../testing/test-bench.js";

describe("Events", () => {
  it("reach the other listeners and leave the renewal alone when one listener throws", async () => {
    const bench = await TestBench.ofSteps({
      name: "a",
      run: async (renewal) => {
        renewal.progress(message("half"), 1, 2);
        await renewal.note(message("noted"));
        return done(null);
      },
    });
    const heard: string[] = [];
    const broken = bench.engine.onEvent(() => {
      throw new Error("front end");
    });
    const mine = bench.engine.onEvent((event) => heard.push(event.type));
    assert.equal((await bench.run()).state, "done");
    assert.deepEqual(heard, ["step-started", "progress", "note", "step-ended", "done"]);
    assert.equal(bench.log.entries.filter((entry) => entry.level === "error").length, 5);
    broken.dispose();
    mine.dispose();
    await bench.engine.begin({ profile: "meridian", force: true });
    assert.equal(heard.length, 5);
  });

  it("of notes are kept in the history", async () => {
    const bench = await TestBench.ofSteps({
      name: "a",
      run: async (renewal) => {
        await renewal.note(message("noted", { n: 1 }));
        return done(null, [message("and done")]);
      },
    });
    const { id } = await bench.run();
    const { steps } = await bench.engine.show({ renewal: id });
    assert.deepEqual(steps[0]?.remarks, [{ key: "and done" }, { key: "noted", args: { n: 1 } }]);
    const audit = await bench.store.auditLog({ renewal: id });
    assert.ok(audit.some((record) => record.event === "step.note"));
  });
});
