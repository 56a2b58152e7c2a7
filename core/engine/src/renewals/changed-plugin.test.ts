import assert from "node:assert/strict";
import { PerennialError } from "@perennial/api";
import { TestBench } from "../testing/test-bench.js";
import { asking, rejects, step } from "../testing/steps.js";

describe("A renewal whose plugin changed", () => {
  const begun = async () => {
    const bench = await TestBench.ofSteps(step("keys"), asking("ask"), step("end"));
    const { id } = await bench.run();
    await bench.engine.answer({ renewal: id, key: "q", value: true });
    return { bench, id };
  };

  it("goes on under its own version as long as that is there", async () => {
    const { bench, id } = await begun();
    const newer = { version: "2.0.0", takesOver: ["1.0.0"], steps: [step("other")] };
    bench.plugins.installed = [newer, ...bench.plugins.installed];
    // Its titles stay those of its own version.
    assert.equal((await bench.engine.show({ renewal: id })).steps[0]?.title, "%step.keys%");
    const view = await bench.engine.advance({ renewal: id });
    assert.deepEqual([view.state, view.pluginVersion], ["done", "1.0.0"]);
    assert.equal(bench.plugins.runs.get("other"), undefined);
  });

  it("is taken over by a version that says that it can", async () => {
    const { bench, id } = await begun();
    const steps = [step("keys"), asking("ask"), step("new"), step("end")];
    bench.plugins.installed = [{ version: "1.1.0", takesOver: ["1.0.0"], steps }];
    const view = await bench.engine.advance({ renewal: id });
    assert.deepEqual([view.state, view.pluginVersion], ["done", "1.1.0"]);
    assert.equal(bench.plugins.runs.get("keys"), 1);
    assert.equal(bench.plugins.runs.get("new"), 1);
  });

  it("is not taken over by a version that dropped a step that is done", async () => {
    const { bench, id } = await begun();
    const steps = [asking("ask"), step("end")];
    bench.plugins.installed = [{ version: "1.1.0", takesOver: ["1.0.0"], steps }];
    await rejects(bench.engine.advance({ renewal: id }), "plugin.cannot-take-over");
  });

  it("waits for its version, names it, and goes on when it is back", async () => {
    const { bench, id } = await begun();
    const { installed } = bench.plugins;
    bench.plugins.installed = [{ version: "2.0.0", steps: [step("keys")] }];
    await assert.rejects(bench.engine.advance({ renewal: id }), (error) => {
      assert.ok(PerennialError.is(error, "plugin.version-gone"));
      return error.params["version"] === "1.0.0";
    });
    bench.plugins.installed = installed;
    assert.equal((await bench.engine.advance({ renewal: id })).state, "done");
  });
});
