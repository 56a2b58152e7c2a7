import assert from "node:assert/strict";
import { done, message, PerennialError, waiting, type Json, type Outcome } from "@perennial/api";
import { Outside } from "../testing/outside.js";
import { TestBench } from "../testing/test-bench.js";

/** A step that a test ends when it likes. */
function held() {
  const { promise, resolve } = Promise.withResolvers<Outcome<Json>>();
  const started = Promise.withResolvers<void>();
  const step = {
    name: "slow",
    run: () => {
      started.resolve();
      return promise;
    },
  };
  return { step, end: resolve, started: started.promise };
}

describe("The lease", () => {
  it("keeps a second engine from driving the same renewal, and names the first", async () => {
    const { step, end, started } = held();
    const bench = await TestBench.ofSteps(step);
    const renewal = await bench.begin();
    const first = bench.engine.advance({ renewal });
    await started;
    const second = bench.another("engine-2");
    await assert.rejects(second.advance({ renewal }), (error) => {
      assert.ok(PerennialError.is(error, "renewal.driven-elsewhere"));
      return error.params["host"] === "test";
    });
    assert.deepEqual((await second.show({ renewal })).drivenBy, { host: "test", pid: 1 });
    assert.deepEqual(await second.due(), []);
    end(done(null));
    assert.equal((await first).state, "done");
    assert.equal((await second.show({ renewal })).drivenBy, undefined);
  });

  it("whose drive has looked last lets a later one in this process still take what was given since", async () => {
    const gates = { released: Promise.withResolvers<void>(), go: Promise.withResolvers<void>() };
    const bench = await TestBench.ofSteps({
      name: "agree",
      run: ({ answers }) =>
        answers["yes"] === undefined
          ? waiting({
              key: "yes",
              for: "person",
              text: message("agree"),
              question: { type: "confirm" },
            })
          : done(null),
    });
    const renewal = await bench.begin();
    const slow = new Proxy(bench.store, {
      get(target, name) {
        const method: unknown = Reflect.get(target, name);
        if (typeof method !== "function") return method;
        return async (...args: readonly unknown[]) => {
          if (name === "release") {
            gates.released.resolve();
            await gates.go.promise;
          }
          return Reflect.apply(method, target, args) as unknown;
        };
      },
    });
    const engine = bench.another("engine-2", slow);
    const first = engine.advance({ renewal });
    await gates.released.promise;
    await engine.answer({ renewal, key: "yes", value: true });
    const second = engine.advance({ renewal });
    gates.go.resolve();
    await first;
    assert.equal((await second).state, "done");
  });

  it("is kept by the heartbeat as long as a step runs", async () => {
    const { step, end, started } = held();
    const bench = await TestBench.ofSteps(step);
    const renewal = await bench.begin();
    const first = bench.engine.advance({ renewal });
    await started;
    await bench.clock.advance(10 * 60_000);
    await assert.rejects(bench.another("engine-2").advance({ renewal }));
    end(done(null));
    assert.equal((await first).state, "done");
  });

  it("passes on at once when its process is gone", async () => {
    const { step, started } = held();
    const bench = await TestBench.ofSteps(step);
    const renewal = await bench.begin();
    const first = bench.engine.advance({ renewal });
    await started;
    bench.gone.add("engine-1");
    bench.plugins.installed = [{ steps: [{ name: "slow", run: () => done("second") }] }];
    const second = bench.another("engine-2");
    assert.equal((await second.advance({ renewal })).state, "done");
    const lost = assert.rejects(first, (error) =>
      PerennialError.is(error, "renewal.driven-elsewhere"),
    );
    await bench.clock.advance(5_000);
    await lost;
  });

  it("that was lost stops the run at once and its outcome counts no more", async () => {
    const { step, end, started } = held();
    const bench = await TestBench.ofSteps(step);
    const renewal = await bench.begin();
    const first = bench.engine.advance({ renewal });
    await started;
    bench.gone.add("engine-1");
    bench.plugins.installed = [{ steps: [{ name: "slow", run: () => done("second") }] }];
    await bench.another("engine-2").advance({ renewal });
    end(done("first"));
    await assert.rejects(first);
    const { outputs } = await bench.engine.show({ renewal });
    assert.deepEqual(outputs, { slow: "second" });
  });

  it("that was lost lets the run write nothing more, no note and no event", async () => {
    const { step, end, started } = held();
    const noting = Promise.withResolvers<unknown>();
    const bench = await TestBench.ofSteps({
      name: "slow",
      run: async (renewal) => {
        const outcome = await step.run();
        renewal.progress(message("late"), 1, 2);
        await renewal.note(message("late")).catch((error: unknown) => noting.resolve(error));
        return outcome;
      },
    });
    const renewal = await bench.begin();
    const first = bench.engine.advance({ renewal });
    await started;
    bench.gone.add("engine-1");
    bench.plugins.installed = [{ steps: [{ name: "slow", run: () => done("second") }] }];
    await bench.another("engine-2").advance({ renewal });
    const before = await bench.store.auditLog();
    // No heartbeat has told the first engine yet: the refused write does.
    end(done("first"));
    assert.ok(PerennialError.is(await noting.promise, "store.fenced"));
    await assert.rejects(first, (error) => PerennialError.is(error, "renewal.driven-elsewhere"));
    assert.deepEqual(await bench.store.auditLog(), before);
    assert.ok(!bench.events.some(({ type }) => type === "note"));
  });

  it("is shown to the host for what it writes on behalf of the step", async () => {
    const fences: unknown[] = [];
    const bench = await TestBench.ofSteps({
      name: "a",
      run: ({ fence }) => {
        fences.push(fence);
        return done(null);
      },
    });
    const { id: renewal } = await bench.run();
    assert.deepEqual(fences, [{ renewal, owner: "engine-1", fence: 1 }]);
  });

  it("that ran out during a sleep is renewed, or noticed as lost, before anything is performed", async () => {
    const outside = new Outside();
    const bench = await TestBench.ofSteps({
      name: "order",
      run: async (renewal) => {
        // The machine sleeps; no heartbeat fires meanwhile.
        Reflect.set(bench.clock, "time", bench.clock.now() + 3_600_000);
        const second = bench.another("engine-2");
        bench.plugins.installed = [
          {
            steps: [{ name: "order", run: async (r) => done(await r.effect(outside.effect("o"))) }],
          },
        ];
        await second.advance({ renewal: renewal.renewal });
        return done(await renewal.effect(outside.effect("o")));
      },
    });
    await assert.rejects(bench.run(), (error) =>
      PerennialError.is(error, "renewal.driven-elsewhere"),
    );
    assert.deepEqual(outside.ordered, ["o"]);
  });

  it("that ran out while the intent was written keeps the effect from being performed twice", async () => {
    const outside = new Outside();
    const bench = await TestBench.ofSteps({
      name: "order",
      run: async (renewal) => done(await renewal.effect(outside.effect("o"))),
    });
    const renewal = await bench.begin();
    const sleepy = new Proxy(bench.store, {
      get(target, name) {
        const method: unknown = Reflect.get(target, name);
        if (typeof method !== "function") return method;
        return async (...args: readonly unknown[]) => {
          const result: unknown = await Reflect.apply(method, target, args);
          if (name === "beginEffect") {
            // The machine sleeps just here; meanwhile another takes over and finds nothing outside.
            Reflect.set(bench.clock, "time", bench.clock.now() + 3_600_000);
            await bench.another("engine-2").advance({ renewal });
          }
          return result;
        };
      },
    });
    const first = bench.another("sleeper", sleepy).advance({ renewal });
    await assert.rejects(first, (error) => PerennialError.is(error, "renewal.driven-elsewhere"));
    assert.deepEqual(outside.ordered, ["o"]);
  });

  it("is not taken from a running step by something else that this engine is asked", async () => {
    const { step, end, started } = held();
    const bench = await TestBench.ofSteps({ name: "a", canGoBack: true, run: () => done(1) }, step);
    const renewal = await bench.begin();
    const driven = bench.engine.advance({ renewal });
    await started;
    await assert.rejects(bench.engine.goBack({ renewal, step: "a" }), (error) =>
      PerennialError.is(error, "renewal.driven-elsewhere"),
    );
    end(done(null));
    assert.equal((await driven).state, "done");
  });

  it("lets one engine be asked twice for the same renewal: both see one drive", async () => {
    const { step, end, started } = held();
    const bench = await TestBench.ofSteps(step);
    const renewal = await bench.begin();
    const both = [bench.engine.advance({ renewal }), bench.engine.advance({ renewal })];
    await started;
    end(done(null));
    assert.deepEqual(
      (await Promise.all(both)).map((view) => view.state),
      ["done", "done"],
    );
    assert.equal(bench.plugins.runs.get("slow"), 1);
  });

  it("is not taken, and nothing is written, when there is nothing to do", async () => {
    const bench = await TestBench.ofSteps({ name: "a", run: () => done(null) });
    const { id } = await bench.run();
    const before = (await bench.store.auditLog()).length;
    await bench.engine.advance({ renewal: id });
    assert.equal((await bench.store.auditLog()).length, before);
  });

  it("is released by an engine that stops, and what its step completes is kept", async () => {
    const { step, end, started } = held();
    const bench = await TestBench.ofSteps(step, { name: "next", run: () => done(null) });
    const renewal = await bench.begin();
    const first = bench.engine.advance({ renewal });
    await started;
    const stopped = bench.engine.stop();
    end(done("kept"));
    await stopped;
    assert.equal((await first).state, "ready");
    assert.deepEqual((await bench.engine.show({ renewal })).outputs, { slow: "kept" });
    assert.equal(bench.plugins.runs.get("next"), undefined);
    assert.equal((await bench.another("engine-2").advance({ renewal })).state, "done");
  });

  it("of an engine that stops leaves no failure behind that only says so", async () => {
    const { step, end, started } = held();
    const bench = await TestBench.ofSteps(step);
    const renewal = await bench.begin();
    const first = bench.engine.advance({ renewal });
    await started;
    const stopped = bench.engine.stop();
    end({ outcome: "failed", error: { code: "plugin.cancelled", params: {} } });
    await stopped;
    assert.equal((await first).state, "ready");
  });
});
