import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { done, message, PerennialError, waiting, type WaitForPoll } from "@perennial/api";
import * as fc from "fast-check";
import { FakeRandom } from "../testing/fake-ports.js";
import type { FakeStep } from "../testing/fake-plugins.js";
import { TestBench } from "../testing/test-bench.js";
import type { FileIntake } from "./file-intake.js";
import { PollWait } from "./poll-wait.js";

const text = message("wait");

describe("A poll", () => {
  const polling = (times: number, more: Partial<WaitForPoll> = {}): FakeStep => {
    let left = times;
    return {
      name: "ask",
      run: ({ answers }) =>
        answers["p"] !== undefined || left-- <= 0
          ? done(answers["p"] ?? "polled")
          : waiting({ for: "poll", key: "p", text, every: 60, ...more }),
    };
  };

  it("looks again by itself, less often each time", async () => {
    const bench = await TestBench.ofSteps(polling(4));
    let view = await bench.run();
    const gaps: number[] = [];
    while (view.state === "waiting") {
      gaps.push(Date.parse(view.wakeAt ?? "") - bench.clock.now());
      assert.deepEqual(await bench.engine.due(), []);
      await bench.clock.advanceTo(view.wakeAt ?? "");
      assert.deepEqual(await bench.engine.due(), [view.id]);
      view = await bench.engine.advance({ renewal: view.id });
    }
    assert.equal(gaps.length, 4);
    gaps.forEach((gap, n) => {
      const interval = 60_000 * 1.5 ** n;
      assert.ok(gap <= interval && gap >= interval * 0.8, `${n}: ${gap}`);
    });
  });

  it("never waits longer than it may, nor less than a second", () => {
    const intake = {} as FileIntake;
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 100_000 }),
        fc.integer({ min: 0, max: 500 }),
        fc.integer(),
        (every, attempts, seed) => {
          const wait: WaitForPoll = { for: "poll", key: "p", text, every, atMost: 3600 };
          const poll = new PollWait(new FakeRandom(seed), intake);
          const seconds = Date.parse(poll.wakeAt({ wait, attempts, now: 0 })) / 1000;
          return seconds >= 0.8 && seconds <= Math.max(3600, every, 1);
        },
      ),
    );
  });

  it("also takes the result as a file", async () => {
    const orFile = { names: ["*.pem"], maxBytes: 100 };
    const bench = await TestBench.ofSteps(polling(9, { orFile }));
    const { id } = await bench.run();
    bench.files.leave("/inbox/a.pem", "x");
    assert.deepEqual(await bench.engine.due(), [id]);
    assert.equal((await bench.engine.advance({ renewal: id })).state, "done");
  });

  it("leaves a file that is known in the folder, and takes it from a person", async () => {
    const known = createHash("sha256").update("sent before").digest("hex");
    const orFile = { names: ["*.pem"], maxBytes: 100, except: [known] };
    const bench = await TestBench.ofSteps(polling(9, { orFile }));
    const { id } = await bench.run();
    bench.files.leave("/inbox/a.pem", "sent before");
    assert.deepEqual(await bench.engine.due(), []);
    await bench.engine.give({ renewal: id, key: "p", path: "/inbox/a.pem" });
    assert.equal((await bench.engine.advance({ renewal: id })).state, "done");
  });

  it("without a file takes none", async () => {
    const bench = await TestBench.ofSteps(polling(9));
    const { id } = await bench.run();
    await assert.rejects(bench.engine.give({ renewal: id, key: "p", path: "/a" }), (error) =>
      PerennialError.is(error, "answer.not-expected"),
    );
  });

  it("looks a last time when its deadline has passed, then fails", async () => {
    const deadline = "2026-11-20T09:00:30Z";
    const bench = await TestBench.ofSteps(polling(9, { deadline, expires: true }));
    const view = await bench.run();
    await bench.clock.advance(3_600_000);
    const late = await bench.engine.advance({ renewal: view.id });
    assert.equal(late.error?.code, "wait.deadline-passed");
    assert.equal(bench.plugins.runs.get("ask"), 2);
  });

  it("that was answered by the last look does not fail", async () => {
    const deadline = "2026-11-20T09:00:30Z";
    const bench = await TestBench.ofSteps(polling(1, { deadline, expires: true }));
    const { id } = await bench.run();
    await bench.clock.advance(3_600_000);
    assert.equal((await bench.engine.advance({ renewal: id })).state, "done");
  });
});
