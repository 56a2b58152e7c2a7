import assert from "node:assert/strict";
import { done, message, waiting } from "@perennial/api";
import { Outside } from "../testing/outside.js";
import { TestBench } from "../testing/test-bench.js";
import { asking, step } from "../testing/steps.js";

describe("Two hosts", () => {
  it("produce the same journal from the same answers", async () => {
    const journalOf = async (owners: readonly string[]) => {
      const bench = await TestBench.ofSteps(asking("one"), step("two"), asking("three"));
      const id = await bench.begin();
      for (const owner of owners) {
        const engine = bench.another(owner);
        const view = await engine.advance({ renewal: id });
        if (view.state === "waiting") {
          await engine.answer({ renewal: id, key: view.wait?.key ?? "", value: true });
        }
      }
      const { renewal, steps, signals, effects } = await bench.store.load(id);
      return { state: renewal.state, profile: renewal.profile, steps, signals, effects };
    };
    const one = await journalOf(["cli", "cli", "cli"]);
    assert.equal(one.state, "done");
    assert.deepEqual(await journalOf(["cli", "desktop", "cli"]), one);
  });
});

describe("Every change of state", () => {
  /** A journal whose process is killed before its next write. */
  const dying = (bench: TestBench, writesLeft: number) =>
    new Proxy(bench.store, {
      get(target, name) {
        const method: unknown = Reflect.get(target, name);
        if (typeof method !== "function") return method;
        const writes = ["park", "rewind", "clearEffect", "signal"].includes(String(name));
        return async (...args: readonly unknown[]) => {
          if (writes && writesLeft-- <= 0) throw new Error("killed");
          return Reflect.apply(method, target, args) as unknown;
        };
      },
    });
  const inDoubt = async () => {
    const outside = new Outside();
    outside.next = "answer-lost";
    outside.find = "blind";
    const bench = await TestBench.ofSteps({
      name: "order",
      run: async (renewal) => done(await renewal.effect(outside.effect("order"))),
    });
    const { id } = await bench.run();
    await bench.engine.retry({ renewal: id });
    await bench.engine.advance({ renewal: id });
    return { bench, id };
  };

  it("is one write: a denial, also of what was confirmed before", async () => {
    const { bench, id } = await inDoubt();
    await bench.another("engine-2", dying(bench, 1)).settle({ renewal: id, happened: true });
    await bench.another("engine-3", dying(bench, 1)).settle({ renewal: id, happened: false });
    const { renewal, effects, signals } = await bench.store.load(id);
    assert.deepEqual(
      [renewal.state, effects[0]?.state, signals[0]?.consumed],
      ["ready", "absent", "refused"],
    );
  });

  it("is one write: a confirmation that replaces another", async () => {
    const { bench, id } = await inDoubt();
    for (const reference of ["A", "B"]) {
      const engine = bench.another(`engine-${reference}`, dying(bench, 1));
      await engine.settle({ renewal: id, happened: true, reference });
    }
    const { renewal, signals } = await bench.store.load(id);
    assert.equal(renewal.state, "in-doubt");
    assert.deepEqual(
      signals.map(({ value, consumed }) => [(value as { reference: string }).reference, consumed]),
      [
        ["A", "refused"],
        ["B", undefined],
      ],
    );
  });

  it("is one write: going back, with what was given for the steps", async () => {
    const bench = await TestBench.ofSteps(step("data", { canGoBack: true }), asking("confirm"));
    const { id } = await bench.run();
    await bench.engine.answer({ renewal: id, key: "q", value: true });
    await bench.another("engine-2", dying(bench, 1)).goBack({ renewal: id, step: "data" });
    const { renewal, steps, signals } = await bench.store.load(id);
    assert.deepEqual(
      [renewal.state, renewal.currentStep, steps, signals[0]?.consumed],
      ["ready", "data", [], "taken"],
    );
  });

  it("is one write: a wait that refuses an answer, with the record of why", async () => {
    const bench = await TestBench.ofSteps({
      name: "ask",
      run: ({ answers }) =>
        waiting({
          for: "person",
          key: "q",
          text: message("q"),
          question: { type: "task" },
          ...(answers["q"] === undefined ? {} : { refusal: { code: "acme.wrong", params: {} } }),
        }),
    });
    const { id } = await bench.run();
    await bench.engine.answer({ renewal: id, key: "q", value: true });
    let audited = 0;
    const store = new Proxy(bench.store, {
      get(target, name) {
        if (name === "audit") audited += 1;
        const method: unknown = Reflect.get(target, name);
        return typeof method === "function" ? method.bind(target) : method;
      },
    });
    await bench.another("engine-2", store).advance({ renewal: id });
    const events = (await bench.store.auditLog({ renewal: id })).map(({ event }) => event);
    assert.deepEqual(events.slice(-4, -1), ["signal.refused", "answer.refused", "renewal.waiting"]);
    assert.equal(audited, 0);
  });
});
