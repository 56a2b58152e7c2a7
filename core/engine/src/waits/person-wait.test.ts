import assert from "node:assert/strict";
import { done, message, waiting, type Wait } from "@perennial/api";
import { TestBench } from "../testing/test-bench.js";
import { asking, output } from "../testing/waiting-step.js";

const text = message("wait");

const person: Wait = { for: "person", key: "ok", text, question: { type: "confirm" } };

describe("A wait for a person", () => {
  it("parks the renewal until the answer is there", async () => {
    const bench = await TestBench.ofSteps(asking(person));
    const view = await bench.run();
    assert.equal(view.state, "waiting");
    assert.deepEqual(await bench.engine.due(), []);
    await bench.engine.answer({ renewal: view.id, key: "ok", value: true });
    assert.deepEqual(await bench.engine.due(), [view.id]);
    assert.equal((await bench.engine.advance({ renewal: view.id })).state, "done");
  });

  it("runs the step without an answer where what is asked may have been settled elsewhere", async () => {
    let settled = false;
    const bench = await TestBench.ofSteps({
      name: "ask",
      run: ({ answers }) => {
        if (settled) return done("settled");
        return answers["ok"] === undefined ? waiting({ ...person, lookEvery: 60 }) : done("said");
      },
    });
    const { id, wakeAt = "" } = await bench.run();
    assert.deepEqual(await bench.engine.due(), []);
    await bench.clock.advanceTo(wakeAt);
    assert.deepEqual(await bench.engine.due(), [id]);
    const again = await bench.engine.advance({ renewal: id });
    assert.deepEqual([again.state, again.wait?.key], ["waiting", "ok"]);
    settled = true;
    await bench.clock.advanceTo(again.wakeAt ?? "");
    assert.equal((await bench.engine.advance({ renewal: id })).state, "done");
    assert.equal(await output(bench, id), "settled");
  });

  it("takes an answer before the next look is due", async () => {
    const bench = await TestBench.ofSteps(asking({ ...person, lookEvery: 60 }));
    const { id } = await bench.run();
    await bench.engine.answer({ renewal: id, key: "ok", value: true });
    assert.deepEqual(await bench.engine.due(), [id]);
    assert.equal((await bench.engine.advance({ renewal: id })).state, "done");
  });

  it("keeps earlier answers of the same step while it waits for the next one", async () => {
    const bench = await TestBench.ofSteps({
      name: "ask",
      run: ({ answers }) => {
        if (answers["a"] === undefined) return waiting({ ...person, key: "a" });
        if (answers["b"] === undefined) return waiting({ ...person, key: "b" });
        return done([answers["a"], answers["b"]]);
      },
    });
    const { id } = await bench.run();
    await bench.engine.answer({ renewal: id, key: "a", value: true });
    const second = await bench.engine.advance({ renewal: id });
    assert.equal(second.wait?.key, "b");
    // The answer that is kept must not make the renewal look ready.
    assert.deepEqual(await bench.engine.due(), []);
    await bench.engine.answer({ renewal: id, key: "b", value: false });
    await bench.engine.advance({ renewal: id });
    assert.deepEqual(await output(bench, id), [true, false]);
  });

  it("shows again, with the reason, what was refused, and takes another answer", async () => {
    const bench = await TestBench.ofSteps({
      name: "ask",
      run: ({ answers }) => {
        if (answers["ok"] === true) return done(true);
        if (answers["ok"] === undefined) return waiting(person);
        return waiting({ ...person, refusal: { code: "acme.no", params: {} } });
      },
    });
    const { id } = await bench.run();
    await bench.engine.answer({ renewal: id, key: "ok", value: false });
    const refused = await bench.engine.advance({ renewal: id });
    assert.equal(refused.wait?.refusal?.code, "acme.no");
    const { signals } = await bench.store.load(id);
    assert.deepEqual(
      signals.map((signal) => signal.consumed),
      ["refused"],
    );
    const audit = await bench.store.auditLog({ renewal: id });
    const entry = audit.find((record) => record.event === "answer.refused");
    assert.deepEqual(entry?.data, { step: "ask", key: "ok", code: "acme.no" });
    await bench.engine.answer({ renewal: id, key: "ok", value: true });
    assert.equal((await bench.engine.advance({ renewal: id })).state, "done");
  });
});
