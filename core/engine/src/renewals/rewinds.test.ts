import assert from "node:assert/strict";
import { done, PerennialError } from "@perennial/api";
import { Outside } from "../testing/outside.js";
import type { FakeRenewal, FakeStep } from "../testing/fake-plugins.js";
import { TestBench } from "../testing/test-bench.js";
import { asking, rejects, step } from "../testing/steps.js";

describe("Going back", () => {
  it("does the step and those after it again, with new answers", async () => {
    const bench = await TestBench.ofSteps(
      asking("data", { canGoBack: true }),
      step("check"),
      asking("confirm"),
    );
    const { id } = await bench.run();
    await bench.engine.answer({ renewal: id, key: "q", value: true });
    assert.equal((await bench.engine.advance({ renewal: id })).step?.name, "confirm");
    await bench.engine.goBack({ renewal: id, step: "data" });
    const view = await bench.engine.advance({ renewal: id });
    assert.deepEqual([view.state, view.step?.name], ["waiting", "data"]);
    await bench.engine.answer({ renewal: id, key: "q", value: true });
    await bench.engine.advance({ renewal: id });
    assert.equal(bench.plugins.runs.get("check"), 2);
  });

  it("judges by the steps of the version that takes over just then", async () => {
    const outside = new Outside();
    const order = {
      ...step("order"),
      run: async (renewal: FakeRenewal) => done(await renewal.effect(outside.effect("o"))),
    };
    const data = step("data", { canGoBack: true });
    const bench = await TestBench.open({ steps: [order, data, asking("confirm")] });
    const { id } = await bench.run();
    const steps = [data, order, asking("confirm")];
    bench.plugins.installed = [{ version: "2.0.0", takesOver: ["1.0.0"], steps }];
    await rejects(bench.engine.goBack({ renewal: id, step: "data" }), "go-back.effects-done");
  });

  it("forgets an answer that was given before and not yet seen", async () => {
    const bench = await TestBench.ofSteps(
      step("data", { canGoBack: true }),
      asking("confirm", { canGoBack: true }),
    );
    const { id } = await bench.run();
    await bench.engine.answer({ renewal: id, key: "q", value: true });
    await bench.engine.goBack({ renewal: id, step: "data" });
    const view = await bench.engine.advance({ renewal: id });
    assert.deepEqual([view.state, view.step?.name], ["waiting", "confirm"]);
  });

  it("leads only to a step that is done and that the manifest names", async () => {
    const bench = await TestBench.ofSteps(
      step("keys"),
      asking("ask", { canGoBack: true }),
      step("end", { canGoBack: true }),
    );
    const { id } = await bench.run();
    await rejects(bench.engine.goBack({ renewal: id, step: "keys" }), "go-back.not-allowed");
    await rejects(bench.engine.goBack({ renewal: id, step: "end" }), "go-back.not-done");
    await rejects(bench.engine.goBack({ renewal: id, step: "no-such" }), "go-back.not-done");
  });

  it("names the steps that one can go back to when another one is asked for", async () => {
    const outside = new Outside();
    const bench = await TestBench.ofSteps(
      step("data", { canGoBack: true }),
      { name: "order", run: async (one) => done(await one.effect(outside.effect("order"))) },
      step("between", { canGoBack: true }),
      step("keys"),
      asking("ask", { canGoBack: true }),
    );
    const { id } = await bench.run();
    for (const [wanted, code] of [
      ["no-such", "go-back.not-done"],
      ["keys", "go-back.not-allowed"],
    ] as const) {
      await assert.rejects(bench.engine.goBack({ renewal: id, step: wanted }), {
        code,
        params: { renewal: id, step: wanted, steps: ["between"], count: 1 },
      });
    }
  });

  it("is refused once that step or a later one changed something outside", async () => {
    const outside = new Outside();
    const bench = await TestBench.ofSteps(
      step("data", { canGoBack: true }),
      {
        name: "order",
        run: async (renewal) => done(await renewal.effect(outside.effect("order"))),
      },
      step("between", { canGoBack: true }),
      asking("ask"),
    );
    const { id } = await bench.run();
    await rejects(bench.engine.goBack({ renewal: id, step: "data" }), "go-back.effects-done");
    await bench.engine.goBack({ renewal: id, step: "between" });
    await bench.engine.advance({ renewal: id });
    assert.equal(bench.plugins.runs.get("between"), 2);
    assert.deepEqual(outside.ordered, ["order"]);
  });

  it("leads past what the manifest says can be changed again, and past nothing else", async () => {
    const outside = new Outside();
    const doing = (name: string, more: Partial<FakeStep>): FakeStep => ({
      name,
      run: async (renewal) => {
        const turn = (bench.plugins.runs.get(name) ?? 0) > 1 ? "2" : "";
        return done(await renewal.effect(outside.effect(`${name}${turn}`)));
      },
      ...more,
    });
    const revisable = { canGoBack: true, revisable: true };
    const bench = await TestBench.ofSteps(
      doing("order", { canGoBack: true }),
      doing("address", revisable),
      asking("mail", { revisable: true }),
    );
    const { id } = await bench.run();
    await bench.engine.goBack({ renewal: id, step: "address" });
    const view = await bench.engine.advance({ renewal: id });
    assert.equal(view.step?.name, "mail");
    assert.deepEqual(outside.ordered, ["order", "address", "address2"]);
    await rejects(bench.engine.goBack({ renewal: id, step: "order" }), "go-back.effects-done");
  });

  it("is refused while nobody knows what became of an effect, whatever the manifest says", async () => {
    const outside = new Outside();
    const lost = new PerennialError("http.unreachable", {}, { effect: "unknown" });
    const bench = await TestBench.ofSteps(step("data", { canGoBack: true }), {
      name: "order",
      revisable: true,
      run: async (renewal) =>
        done(
          await renewal.effect({
            ...outside.effect("order"),
            perform: () => Promise.reject(lost),
          }),
        ),
    });
    const { id, state } = await bench.run();
    assert.equal(state, "failed");
    await rejects(bench.engine.goBack({ renewal: id, step: "data" }), "go-back.effects-done");
  });
});
