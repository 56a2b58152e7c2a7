import assert from "node:assert/strict";
import { CallDeadline } from "./call-deadline.js";
import { DEFAULT_LIMITS } from "./limits.js";

/** Time that a test lets pass. */
class TestTime {
  private time = 0;
  private readonly timers = new Set<{ readonly at: number; readonly callback: () => void }>();

  now(): number {
    return this.time;
  }
  after(milliseconds: number, callback: () => void) {
    const timer = { at: this.time + milliseconds, callback };
    this.timers.add(timer);
    return { cancel: () => void this.timers.delete(timer) };
  }
  pass(milliseconds: number): void {
    this.time += milliseconds;
    for (const timer of [...this.timers]) {
      if (timer.at > this.time) continue;
      this.timers.delete(timer);
      timer.callback();
    }
  }
}

describe("The time limits of a step", () => {
  const limits = { ...DEFAULT_LIMITS, step: 1_000, silence: 300 };
  let time: TestTime;
  let passed: string[];
  let deadline: CallDeadline;
  beforeEach(() => {
    time = new TestTime();
    passed = [];
    deadline = new CallDeadline(limits, time, (limit) => passed.push(limit));
  });

  it("end a child that says nothing", () => {
    time.pass(299);
    assert.deepEqual(passed, []);
    time.pass(1);
    assert.deepEqual(passed, ["silence"]);
  });

  it("end a child that takes too long, whatever it says", () => {
    for (let step = 0; step < 10; step += 1) {
      deadline.sign();
      time.pass(100);
    }
    assert.deepEqual(passed, ["step"]);
  });

  it("do not count what a person at a prompt takes", () => {
    time.pass(200);
    deadline.hold();
    time.pass(1_000_000);
    deadline.sign();
    time.pass(1_000_000);
    deadline.release();
    time.pass(299);
    assert.deepEqual(passed, []);
    deadline.sign();
    time.pass(299);
    deadline.sign();
    time.pass(202);
    assert.deepEqual(passed, ["step"]);
  });

  it("begin again only when everybody who was waited for is done", () => {
    deadline.hold();
    deadline.hold();
    deadline.release();
    time.pass(5_000);
    assert.deepEqual(passed, []);
    deadline.release();
    time.pass(300);
    assert.deepEqual(passed, ["silence"]);
  });

  it("count nothing any more when the run is over", () => {
    deadline.hold();
    deadline.cancel();
    time.pass(5_000);
    assert.deepEqual(passed, []);
  });
});
