import assert from "node:assert/strict";
import { didNotHappen, done, happened, message, PerennialError, skipped } from "@perennial/api";
import { Outside } from "../testing/outside.js";
import { TestBench } from "../testing/test-bench.js";

describe("An effect", () => {
  const bench = async (outside: Outside, confirmable = true) =>
    TestBench.ofSteps({
      name: "order",
      run: async (renewal) => done(await renewal.effect(outside.effect("order:1", confirmable))),
    });
  const output = async (bench: TestBench, renewal: string) =>
    (await bench.engine.show({ renewal })).outputs["order"];
  const later = async (bench: TestBench, renewal: string) => {
    await bench.clock.advance(20 * 60_000);
    return bench.engine.advance({ renewal });
  };

  it("is intended, performed and recorded, in this order", async () => {
    const outside = new Outside();
    const b = await bench(outside);
    const { id, state } = await b.run();
    assert.equal(state, "done");
    assert.equal(await output(b, id), "receipt of order:1");
    const audit = await b.store.auditLog({ renewal: id });
    const events = audit
      .map((record) => record.event)
      .filter((event) => event.startsWith("effect"));
    assert.deepEqual(events, ["effect.intended", "effect.performed"]);
  });

  it("whose answer was lost is found, not performed again", async () => {
    const outside = new Outside();
    outside.next = "answer-lost";
    const b = await bench(outside);
    const failed = await b.run();
    assert.equal(failed.state, "failed");
    assert.ok(failed.wakeAt);
    const view = await later(b, failed.id);
    assert.equal(view.state, "done");
    assert.equal(await output(b, view.id), "found order:1");
    assert.deepEqual(outside.ordered, ["order:1"]);
  });

  it("tells find when it was intended, the last time where it was intended again", async () => {
    const told: unknown[] = [];
    let lost = 0;
    const b = await TestBench.ofSteps({
      name: "order",
      run: async (renewal) => {
        const receipt = await renewal.effect({
          key: "order:1",
          intent: {},
          perform: () => {
            lost += 1;
            throw new PerennialError("http.reset", {}, { retry: {} });
          },
          find: async ({ intendedAt }) => {
            told.push(intendedAt);
            return lost === 1 ? didNotHappen : happened("found");
          },
        });
        return done(receipt);
      },
    });
    const began = b.clock.now();
    const failed = await b.run();
    assert.equal((await later(b, failed.id)).state, "failed");
    const again = b.clock.now();
    assert.equal((await later(b, failed.id)).state, "done");
    assert.deepEqual(
      told.map((at) => Date.parse(String(at))),
      [began, again],
    );
  });

  it("that certainly did not happen is performed again without asking", async () => {
    const outside = new Outside();
    outside.find = "blind";
    outside.next = "refused";
    const b = await bench(outside);
    const { id } = await b.run();
    const view = await later(b, id);
    assert.equal(view.state, "done");
    assert.deepEqual(outside.ordered, ["order:1"]);
  });

  describe("that nobody can find", () => {
    const inDoubt = async (confirmable = true) => {
      const outside = new Outside();
      outside.next = "answer-lost";
      outside.find = "blind";
      const b = await bench(outside, confirmable);
      const { id } = await b.run();
      const view = await later(b, id);
      return { outside, b, id, view };
    };

    it("stops the renewal and asks the person", async () => {
      const { view, outside } = await inDoubt();
      assert.equal(view.state, "in-doubt");
      assert.equal(view.error?.code, "order.unknown-outcome");
      assert.equal(view.wait?.for === "person" && view.wait.question.type, "choice");
      assert.deepEqual(outside.ordered, ["order:1"]);
    });

    it("stays in doubt however often it is driven, and is not due", async () => {
      const { b, id, outside } = await inDoubt();
      for (let n = 0; n < 3; n++) {
        assert.equal((await later(b, id)).state, "in-doubt");
      }
      assert.deepEqual(await b.engine.due(), []);
      assert.deepEqual(outside.ordered, ["order:1"]);
    });

    it("goes on from the reference when the person says that it happened", async () => {
      const { b, id, outside } = await inDoubt();
      await b.engine.settle({ renewal: id, happened: true, reference: " A-17 " });
      assert.deepEqual(await b.engine.due(), [id]);
      assert.equal((await b.engine.advance({ renewal: id })).state, "done");
      assert.equal(await output(b, id), "confirmed A-17");
      assert.deepEqual(outside.ordered, ["order:1"]);
    });

    it("is performed once more when the person says that it did not happen", async () => {
      const { b, id, outside } = await inDoubt();
      await b.engine.settle({ renewal: id, happened: false });
      assert.equal((await b.engine.advance({ renewal: id })).state, "done");
      assert.equal(await output(b, id), "receipt of order:1");
      assert.deepEqual(outside.ordered, ["order:1", "order:1"]);
    });

    it("can be settled as an answer to the wait", async () => {
      const { b, id, view } = await inDoubt();
      const key = view.wait?.key ?? "";
      await assert.rejects(b.engine.answer({ renewal: id, key, value: "perhaps" }), (error) =>
        PerennialError.is(error, "answer.invalid"),
      );
      await b.engine.answer({ renewal: id, key, value: { happened: true, reference: "B" } });
      await b.engine.advance({ renewal: id });
      assert.equal(await output(b, id), "confirmed B");
    });

    it("cannot be confirmed when the step cannot make its result from a reference", async () => {
      const { b, id, view } = await inDoubt(false);
      assert.deepEqual(
        view.wait?.for === "person" && view.wait.question.type === "choice"
          ? view.wait.question.options.map((option) => option.value)
          : [],
        ["did-not-happen"],
      );
      await assert.rejects(b.engine.settle({ renewal: id, happened: true }), (error) =>
        PerennialError.is(error, "settle.cannot-confirm"),
      );
    });

    it("asks anew when the same thing happens to the second attempt", async () => {
      const { b, id, outside } = await inDoubt();
      await b.engine.settle({ renewal: id, happened: true, reference: "wrong" });
      await b.engine.settle({ renewal: id, happened: false });
      outside.next = "answer-lost";
      assert.equal((await b.engine.advance({ renewal: id })).state, "failed");
      // The decision that was taken back must not settle the second attempt.
      assert.equal((await later(b, id)).state, "in-doubt");
      assert.deepEqual(outside.ordered, ["order:1", "order:1"]);
    });

    it("cannot be cancelled before it is settled, and is cancelled then", async () => {
      const { b, id } = await inDoubt();
      await assert.rejects(b.engine.cancel({ renewal: id }), (error) =>
        PerennialError.is(error, "cancel.in-doubt"),
      );
      await b.engine.settle({ renewal: id, happened: false });
      assert.equal((await b.engine.cancel({ renewal: id })).state, "cancelled");
    });

    it("cannot be settled by a renewal that has nothing in doubt", async () => {
      const b = await TestBench.ofSteps({ name: "a", run: () => done(null) });
      const { id } = await b.run();
      await assert.rejects(b.engine.settle({ renewal: id, happened: true }), (error) =>
        PerennialError.is(error, "settle.not-in-doubt"),
      );
    });

    it("keeps the step from beginning anything else in the same run", async () => {
      const outside = new Outside();
      outside.next = "answer-lost";
      outside.find = "blind";
      const b = await TestBench.ofSteps({
        name: "order",
        run: async (renewal) => {
          try {
            await renewal.effect(outside.effect("first"));
          } catch (error) {
            if (!PerennialError.is(error, "order.unknown-outcome")) throw error;
          }
          return done(await renewal.effect(outside.effect("second")));
        },
      });
      const { id } = await b.run();
      assert.equal((await later(b, id)).state, "in-doubt");
      assert.deepEqual(outside.ordered, ["first"]);
    });

    for (const [how, end] of [
      ["done", (error: unknown) => done(String(error))],
      ["skipped", () => skipped(message("not.needed"))],
    ] as const) {
      it(`stays in doubt even if the step swallows the error and says that it is ${how}`, async () => {
        const outside = new Outside();
        outside.next = "answer-lost";
        outside.find = "blind";
        const b = await TestBench.ofSteps({
          name: "order",
          run: async (renewal) => {
            try {
              return done(await renewal.effect(outside.effect("order:1")));
            } catch (error) {
              return end(error);
            }
          },
        });
        const first = await b.run();
        assert.equal(first.state, "failed");
        assert.equal(first.error?.code, "step.effect-open");
        assert.equal((await later(b, first.id)).state, "in-doubt");
      });
    }
  });

  it("of a step that ran is never performed again by a retry of a later step", async () => {
    const outside = new Outside();
    let attempts = 0;
    const b = await TestBench.ofSteps(
      {
        name: "order",
        run: async (renewal) => done(await renewal.effect(outside.effect("order:1"))),
      },
      {
        name: "flaky",
        run: () => {
          if (++attempts < 3) throw new PerennialError("http.busy", {}, { retry: {} });
          return done(null);
        },
      },
    );
    const { id } = await b.run();
    await later(b, id);
    assert.equal((await later(b, id)).state, "done");
    assert.deepEqual(outside.ordered, ["order:1"]);
    assert.equal(b.plugins.runs.get("order"), 1);
  });
});
