import assert from "node:assert/strict";
import { done, message, PerennialError, waiting } from "@perennial/api";
import { Outside } from "../testing/outside.js";
import type { FakeStep } from "../testing/fake-plugins.js";
import { TestBench } from "../testing/test-bench.js";
import { asking, rejects, step } from "../testing/steps.js";

describe("Cancelling", () => {
  it("ends a renewal that waits, and can be asked for twice", async () => {
    const bench = await TestBench.ofSteps(asking("ask"));
    const { id } = await bench.run();
    assert.equal((await bench.engine.cancel({ renewal: id })).state, "cancelled");
    assert.equal((await bench.engine.cancel({ renewal: id })).state, "cancelled");
    assert.deepEqual(await bench.engine.due(), []);
  });

  it("tells the step that runs", async () => {
    const started = Promise.withResolvers<void>();
    const bench = await TestBench.ofSteps({
      name: "slow",
      run: ({ cancellation }) =>
        new Promise((_resolve, reject) => {
          cancellation.onCancellationRequested(() => reject(new Error("stopped")));
          started.resolve();
        }),
    });
    const renewal = await bench.begin();
    const driven = bench.engine.advance({ renewal });
    await started.promise;
    assert.equal((await bench.engine.cancel({ renewal })).state, "cancelled");
    assert.equal((await driven).state, "cancelled");
  });

  it("reaches the process that drives the renewal within a heartbeat", async () => {
    const started = Promise.withResolvers<void>();
    const bench = await TestBench.ofSteps({
      name: "slow",
      run: ({ cancellation }) =>
        new Promise((_resolve, reject) => {
          cancellation.onCancellationRequested(() => reject(new Error("stopped")));
          started.resolve();
        }),
    });
    const renewal = await bench.begin();
    const driven = bench.engine.advance({ renewal });
    await started.promise;
    assert.equal((await bench.another("engine-2").cancel({ renewal })).state, "ready");
    await bench.clock.advance(5_000);
    assert.equal((await driven).state, "cancelled");
  });

  it("begins nothing new outside, but finds out about what was begun", async () => {
    const outside = new Outside();
    outside.next = "answer-lost";
    const bench = await TestBench.ofSteps({
      name: "order",
      run: async (renewal) => {
        await renewal.effect(outside.effect("first"));
        return done(await renewal.effect(outside.effect("second")));
      },
    });
    const { id } = await bench.run();
    const view = await bench.engine.cancel({ renewal: id });
    assert.equal(view.state, "cancelled");
    assert.deepEqual(outside.ordered, ["first"]);
    const { effects } = await bench.engine.show({ renewal: id });
    assert.deepEqual(
      effects.map(({ key, state }) => [key, state]),
      [["first", "performed"]],
    );
  });

  it("does not perform again what certainly did not happen", async () => {
    const outside = new Outside();
    const bench = await TestBench.ofSteps({
      name: "order",
      run: async (renewal) => done(await renewal.effect(outside.effect("order"))),
    });
    const id = await bench.begin();
    // As a crash leaves it: intended, and nothing done.
    const fence = await bench.store.claim(
      id,
      { id: "dead", host: "test", pid: 2, startedAt: "" },
      "2026-11-20T09:00:00Z",
      "2026-11-20T09:00:20Z",
      () => false,
    );
    const effect = { step: "order", key: "order", intent: {} };
    await bench.store.beginEffect(fence, effect, "2026-11-20T09:00:00Z");
    bench.gone.add("dead");
    assert.equal((await bench.engine.cancel({ renewal: id })).state, "cancelled");
    assert.deepEqual(outside.ordered, []);
  });

  it("of an effect that nobody can find is refused until the person settles it", async () => {
    const outside = new Outside();
    outside.next = "answer-lost";
    outside.find = "blind";
    const bench = await TestBench.ofSteps({
      name: "order",
      run: async (renewal) => done(await renewal.effect(outside.effect("order"))),
    });
    const { id } = await bench.run();
    await rejects(bench.engine.cancel({ renewal: id }), "cancel.in-doubt");
    await bench.engine.settle({ renewal: id, happened: true, reference: "17" });
    assert.equal((await bench.engine.advance({ renewal: id })).state, "cancelled");
    assert.deepEqual(outside.ordered, ["order"]);
  });

  describe("while an effect is open", () => {
    /** Its order may have arrived, and it waits for something else, as for a token that was pulled. */
    const waitingInDoubt = async (outside: Outside) => {
      const order: FakeStep = {
        name: "order",
        run: async (renewal) => {
          try {
            return done(await renewal.effect(outside.effect("order")));
          } catch {
            return waiting({
              for: "person",
              key: "token",
              text: message("insert"),
              question: { type: "task" },
            });
          }
        },
      };
      const bench = await TestBench.ofSteps(order, step("last"));
      outside.next = "answer-lost";
      const { id, state } = await bench.run();
      assert.equal(state, "waiting");
      return { bench, id };
    };

    it("looks for it at once where it waits for something else, and ends it then", async () => {
      const outside = new Outside();
      const { bench, id } = await waitingInDoubt(outside);
      assert.equal((await bench.engine.cancel({ renewal: id })).state, "cancelled");
      const { effects } = await bench.engine.show({ renewal: id });
      assert.equal(effects[0]?.state, "performed");
      assert.deepEqual(outside.ordered, ["order"]);
    });

    for (const happened of [true, false]) {
      it(`asks the person where nobody else can tell, and ends it once that is said: ${happened}`, async () => {
        const outside = new Outside();
        const { bench, id } = await waitingInDoubt(outside);
        outside.find = "blind";
        await assert.rejects(bench.engine.cancel({ renewal: id }), (error) => {
          assert.ok(PerennialError.is(error, "cancel.in-doubt"), String(error));
          assert.deepEqual(error.params, { renewal: id, effect: "order", key: "effect:order" });
          return true;
        });
        const { state, wait } = await bench.engine.show({ renewal: id });
        assert.deepEqual([state, wait?.key], ["in-doubt", "effect:order"]);
        assert.ok(wait?.instructions?.some(({ key }) => key === "engine.in-doubt.cancelled"));
        assert.deepEqual(await bench.engine.due(), []);
        assert.equal((await bench.engine.advance({ renewal: id })).state, "in-doubt");
        await bench.engine.settle({ renewal: id, happened });
        assert.equal((await bench.engine.advance({ renewal: id })).state, "cancelled");
        assert.deepEqual(outside.ordered, ["order"]);
      });
    }

    it("asks also where the step can make nothing of a yes, for nothing is made of it", async () => {
      const outside = new Outside();
      outside.next = "answer-lost";
      outside.find = "blind";
      const bench = await TestBench.ofSteps({
        name: "order",
        run: async (renewal) => done(await renewal.effect(outside.effect("order", false))),
      });
      const { id } = await bench.run();
      await bench.engine.retry({ renewal: id });
      assert.equal((await bench.engine.advance({ renewal: id })).state, "in-doubt");
      await rejects(bench.engine.settle({ renewal: id, happened: true }), "settle.cannot-confirm");
      await rejects(bench.engine.cancel({ renewal: id }), "cancel.in-doubt");
      const { wait } = await bench.engine.show({ renewal: id });
      assert.ok(wait?.for === "person" && wait.question.type === "choice");
      assert.deepEqual(
        wait.question.options.map(({ value, label }) => [value, label.key]),
        [
          ["happened", "engine.in-doubt.happened"],
          ["did-not-happen", "engine.in-doubt.never-happened"],
        ],
      );
      await bench.engine.settle({ renewal: id, happened: true });
      assert.equal((await bench.engine.advance({ renewal: id })).state, "cancelled");
    });

    it("looks once more when it is asked for again", async () => {
      const outside = new Outside();
      const { bench, id } = await waitingInDoubt(outside);
      outside.find = "blind";
      await rejects(bench.engine.cancel({ renewal: id }), "cancel.in-doubt");
      await rejects(bench.engine.cancel({ renewal: id }), "cancel.in-doubt");
      outside.find = "sees";
      assert.equal((await bench.engine.cancel({ renewal: id })).state, "cancelled");
      assert.deepEqual(outside.ordered, ["order"]);
    });

    it("asks the person, with the reason, where looking fails or its plugin is gone", async () => {
      for (const how of ["fails", "gone"] as const) {
        const outside = new Outside();
        outside.next = "answer-lost";
        let unreachable = false;
        const bench = await TestBench.ofSteps({
          name: "order",
          run: async (renewal) => {
            if (unreachable) throw new PerennialError("http.unreachable", {}, { retry: {} });
            return done(await renewal.effect(outside.effect("order")));
          },
        });
        const { id } = await bench.run();
        unreachable = true;
        if (how === "gone") bench.plugins.installed = [];
        await assert.rejects(bench.engine.cancel({ renewal: id }), (error) => {
          assert.ok(PerennialError.is(error, "cancel.in-doubt"), String(error));
          const cause = error.toJSON().cause?.cause?.code;
          return cause === (how === "gone" ? "plugin.version-gone" : "http.unreachable");
        });
        await bench.engine.settle({ renewal: id, happened: false });
        assert.equal((await bench.engine.advance({ renewal: id })).state, "cancelled");
      }
    });
  });

  it("of a renewal that is done is refused", async () => {
    const bench = await TestBench.ofSteps(step("a"));
    const { id } = await bench.run();
    await rejects(bench.engine.cancel({ renewal: id }), "renewal.finished");
  });
});
