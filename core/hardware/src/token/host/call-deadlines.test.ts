import assert from "node:assert/strict";
import { ManualTimers } from "../testing/manual-timers.js";
import { CallDeadlines } from "./call-deadlines.js";

describe("Deadlines of calls", () => {
  function deadlines() {
    const timers = new ManualTimers();
    const passed: string[] = [];
    return { timers, passed, of: new CallDeadlines(timers, (call) => passed.push(call)) };
  }

  it("pass for a call that is not answered, and not for one that is", () => {
    const { timers, passed, of } = deadlines();
    of.begin("slots", 100).end();
    timers.advance(1_000);
    assert.deepEqual(passed, []);
    of.begin("sign", 100);
    timers.advance(99);
    assert.deepEqual(passed, []);
    timers.advance(1);
    assert.deepEqual(passed, ["sign"]);
  });

  it("of a call behind an older one begin when that is over", () => {
    const { timers, passed, of } = deadlines();
    const generate = of.begin("generate", 1_000);
    of.begin("slots", 100);
    timers.advance(900);
    assert.deepEqual(passed, []);
    generate.end();
    timers.advance(99);
    assert.deepEqual(passed, []);
    timers.advance(1);
    assert.deepEqual(passed, ["slots"]);
  });

  it("are not put off by calls that come later", () => {
    const { timers, passed, of } = deadlines();
    of.begin("sign", 100);
    timers.advance(60);
    of.begin("slots", 100);
    timers.advance(40);
    assert.deepEqual(passed, ["sign"]);
  });

  it("do not pass any more when the process is over", () => {
    const { timers, passed, of } = deadlines();
    of.begin("sign", 100);
    of.dispose();
    timers.advance(1_000);
    assert.deepEqual(passed, []);
  });
});
