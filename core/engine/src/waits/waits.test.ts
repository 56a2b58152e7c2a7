import assert from "node:assert/strict";
import { message, PerennialError, type Wait } from "@perennial/api";
import { TestBench } from "../testing/test-bench.js";
import { asking } from "../testing/waiting-step.js";

const text = message("wait");

const person: Wait = { for: "person", key: "ok", text, question: { type: "confirm" } };

describe("A wait for a token", () => {
  it("is over when the person says that it happened", async () => {
    const token: Wait = { for: "token", key: "t", text, event: "reinserted" };
    const bench = await TestBench.ofSteps(asking(token));
    const { id, wait } = await bench.run();
    assert.deepEqual(wait?.instructions, [message("engine.token-not-watched")]);
    await assert.rejects(bench.engine.answer({ renewal: id, key: "t", value: false }), (error) =>
      PerennialError.is(error, "answer.invalid"),
    );
    await bench.engine.answer({ renewal: id, key: "t", value: true });
    assert.equal((await bench.engine.advance({ renewal: id })).state, "done");
  });
});

describe("A deadline", () => {
  const deadline = "2026-11-25T00:00:00Z";

  it("makes the renewal late, and what is waited for is still taken", async () => {
    const bench = await TestBench.ofSteps(asking({ ...person, deadline }));
    const { id, late } = await bench.run();
    assert.equal(late, false);
    await bench.clock.advanceTo("2026-11-26T00:00:00Z");
    const view = await bench.engine.advance({ renewal: id });
    assert.deepEqual([view.state, view.late], ["waiting", true]);
    await bench.engine.answer({ renewal: id, key: "ok", value: true });
    assert.equal((await bench.engine.advance({ renewal: id })).state, "done");
  });

  it("that expires fails the step", async () => {
    const bench = await TestBench.ofSteps(asking({ ...person, deadline, expires: true }));
    const { id } = await bench.run();
    await bench.clock.advanceTo(deadline);
    assert.deepEqual(await bench.engine.due(), [id]);
    const view = await bench.engine.advance({ renewal: id });
    assert.equal(view.error?.code, "wait.deadline-passed");
    assert.equal(view.wakeAt, undefined);
  });

  it("does not undo an answer that was given in time and is looked at late", async () => {
    const bench = await TestBench.ofSteps(asking({ ...person, deadline, expires: true }));
    const { id } = await bench.run();
    await bench.engine.answer({ renewal: id, key: "ok", value: true });
    await bench.clock.advanceTo("2026-12-01T00:00:00Z");
    assert.equal((await bench.engine.advance({ renewal: id })).state, "done");
  });
});
