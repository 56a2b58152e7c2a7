import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { CapturedOutput } from "./captured-output.js";
import { OutputBudget } from "./output-budget.js";
import { DEFAULT_LIMITS } from "./limits.js";
import { TrafficGuard } from "./traffic-guard.js";

describe("What a plugin's process may say", () => {
  let now: number;
  const timers = { now: () => now, after: () => ({ cancel: () => undefined }) };
  beforeEach(() => {
    now = 0;
  });

  it("is so many bytes a minute", () => {
    const budget = new OutputBudget(10, timers);
    assert.deepEqual(
      [5, 4, 1, 1].map((bytes) => budget.take(bytes)),
      ["kept", "kept", "last", "dropped"],
    );
    now = 60_000;
    assert.equal(budget.take(3), "kept");
  });

  it("keeps the last lines for the report of a crash, whatever was dropped", () => {
    const lines: string[] = [];
    const output = new CapturedOutput(new OutputBudget(20, timers), (line) => lines.push(line));
    const stream = new PassThrough();
    output.attach(stream);
    stream.write("first\nsecond li");
    stream.write("ne that is long\nthird\n");
    stream.write("cut off");
    assert.deepEqual(lines, ["first", "(further output is not kept)"]);
    assert.equal(output.last, "first\nsecond line that is long\nthird\ncut off");
  });

  it("is so many messages a second", () => {
    const floods: string[] = [];
    const limits = { ...DEFAULT_LIMITS, messagesPerSecond: 3, message: 10 };
    const guard = new TrafficGuard(limits, timers, (what) => floods.push(what));
    for (let second = 0; second < 3; second += 1) {
      now = second * 1_000;
      for (let sent = 0; sent < 3; sent += 1) guard.message();
    }
    assert.deepEqual(floods, []);
    guard.message();
    assert.deepEqual(floods, ["rate"]);
  });

  it("is no message that grows beyond the limit", () => {
    const floods: string[] = [];
    const limits = { ...DEFAULT_LIMITS, message: 10 };
    const guard = new TrafficGuard(limits, timers, (what) => floods.push(what));
    const stream = new PassThrough();
    guard.watch(stream);
    stream.write("1234567890");
    guard.message();
    stream.write("1234567890");
    assert.deepEqual(floods, []);
    stream.write("1");
    assert.deepEqual(floods, ["size"]);
  });
});
