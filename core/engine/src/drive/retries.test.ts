import assert from "node:assert/strict";
import { done, PerennialError, type Retry } from "@perennial/api";
import * as fc from "fast-check";
import { TestBench } from "../testing/test-bench.js";
import { mostAttempts, RetryPolicy } from "./retry-policy.js";

const failing = (retry: Retry | undefined, times = Infinity) => {
  let left = times;
  return {
    name: "call",
    run: () => {
      if (left-- <= 0) return done(null);
      throw new PerennialError("http.busy", {}, retry === undefined ? {} : { retry });
    },
  };
};

describe("A failed step", () => {
  it("is tried again by itself when the error says that this may help", async () => {
    const bench = await TestBench.ofSteps(failing({}, 1));
    const view = await bench.run();
    assert.equal(view.state, "failed");
    assert.deepEqual(await bench.engine.due(), []);
    await bench.clock.advanceTo(view.wakeAt ?? "");
    assert.deepEqual(await bench.engine.due(), [view.id]);
    assert.equal((await bench.engine.advance({ renewal: view.id })).state, "done");
  });

  it("is not run before its time, however often the renewal is driven", async () => {
    const bench = await TestBench.ofSteps(failing({ after: 60 }));
    const { id } = await bench.run();
    for (let n = 0; n < 3; n++) await bench.engine.advance({ renewal: id });
    assert.equal(bench.plugins.runs.get("call"), 1);
  });

  it("waits at least as long as the outside asked", async () => {
    const bench = await TestBench.ofSteps(failing({ after: 3600 }));
    const view = await bench.run();
    assert.ok(Date.parse(view.wakeAt ?? "") >= bench.clock.now() + 3_600_000);
  });

  it(`is given up after ${mostAttempts} attempts, and can be resumed by hand`, async () => {
    const bench = await TestBench.ofSteps(failing({}, mostAttempts));
    let view = await bench.run();
    for (let n = 1; n < mostAttempts; n++) {
      assert.ok(view.wakeAt, `attempt ${n}`);
      await bench.clock.advanceTo(view.wakeAt);
      view = await bench.engine.advance({ renewal: view.id });
    }
    assert.equal(view.state, "failed");
    assert.equal(view.wakeAt, undefined);
    assert.equal(bench.plugins.runs.get("call"), mostAttempts);
    await bench.engine.retry({ renewal: view.id });
    assert.equal((await bench.engine.advance({ renewal: view.id })).state, "done");
  });

  it("without a hint to retry stays failed until somebody resumes it", async () => {
    const bench = await TestBench.ofSteps(failing(undefined, 1));
    const view = await bench.run();
    assert.equal(view.error?.code, "http.busy");
    assert.equal(view.wakeAt, undefined);
    await bench.clock.advance(86_400_000);
    assert.equal((await bench.engine.advance({ renewal: view.id })).state, "failed");
    await bench.engine.retry({ renewal: view.id });
    assert.equal((await bench.engine.advance({ renewal: view.id })).state, "done");
  });

  it("that a person has to put right is tried again however often, and counts for nothing", async () => {
    const bench = await TestBench.ofSteps(failing({ untilFixed: true }, mostAttempts * 2));
    let view = await bench.run();
    for (let n = 1; n < mostAttempts * 2; n++) {
      assert.equal(view.state, "failed");
      await bench.clock.advanceTo(view.wakeAt ?? "");
      view = await bench.engine.advance({ renewal: view.id });
    }
    assert.equal((await bench.store.load(view.id)).renewal.attempts, 0);
    await bench.engine.retry({ renewal: view.id });
    assert.equal((await bench.engine.advance({ renewal: view.id })).state, "done");
  });

  it("is one whose plugin process crashed, with the plugin's error", async () => {
    const bench = await TestBench.ofSteps({ name: "gone", run: () => done(null) });
    bench.plugins.runStep = () => Promise.reject(new PerennialError("plugin.crashed", {}));
    assert.equal((await bench.run()).error?.code, "plugin.crashed");
  });

  it("does not move when the certificate is due", async () => {
    const bench = await TestBench.ofSteps(failing(undefined));
    await bench.addCertificate("meridian", "2026-12-01T00:00:00Z");
    const dueFrom = async () => (await bench.engine.overview()).profiles[0]?.accounts[0]?.dueFrom;
    const before = await dueFrom();
    await bench.run();
    assert.equal(await dueFrom(), before);
    assert.equal(before, "2026-11-01T00:00:00.000Z");
  });

  it("cannot be resumed once the renewal is finished", async () => {
    const bench = await TestBench.ofSteps({ name: "a", run: () => done(null) });
    const { id } = await bench.run();
    await assert.rejects(bench.engine.retry({ renewal: id }), (error) =>
      PerennialError.is(error, "renewal.finished"),
    );
  });
});

describe("RetryPolicy", () => {
  it("looks within a minute whether a person has put it right", () => {
    const policy = new RetryPolicy({ fraction: () => 0.999 });
    const error = { code: "x", params: {}, retry: { untilFixed: true } };
    for (const attempts of [0, 1, 100]) {
      const at = Date.parse(policy.retryAt(error, attempts, 0) ?? "");
      assert.ok(at > 5_000 && at <= 60_000, String(at));
    }
  });

  it("waits no longer than its bound, doubled each time up to fifteen minutes", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        fc.integer({ min: 1, max: mostAttempts - 1 }),
        fc.integer({ min: 0, max: 7200 }),
        (fraction, attempts, after) => {
          const policy = new RetryPolicy({ fraction: () => fraction });
          const error = { code: "x", params: {}, retry: { after } };
          const at = Date.parse(policy.retryAt(error, attempts, 0) ?? "");
          const bound = Math.min(15 * 60_000, 5_000 * 2 ** (attempts - 1));
          return at >= after * 1000 && at <= Math.max(bound, after * 1000);
        },
      ),
    );
  });
});
