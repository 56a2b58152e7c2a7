import assert from "node:assert/strict";
import { FakeEngine } from "../../testing/fake-engine.js";
import { runCommand, TestClock } from "../../testing/run-command.js";
import { fileWait } from "../../testing/views.js";

describe("show --follow", () => {
  let engine: FakeEngine;
  beforeEach(() => {
    engine = new FakeEngine();
  });

  it("follows what another process does until it is over", async () => {
    const before = engine.add({ id: "m-1" });
    const clock = new TestClock();
    let looks = 0;
    clock.onSleep = () => {
      looks += 1;
      const steps = before.steps.map((step) => ({ ...step, state: "done" as const }));
      if (looks === 2)
        engine.renewals.set("m-1", {
          ...before,
          state: "done",
          steps,
          updatedAt: "2026-11-20T09:00:01Z",
        });
    };
    const ran = await runCommand(["show", "--follow"], { engine, clock });
    assert.equal(ran.exitCode, 0);
    assert.match(ran.stdout, /2\. Title of order: done/);
    assert.match(ran.stdout, /Renewal done/);
  });

  it("says while it follows who drives the renewal, rather than how to drive it oneself", async () => {
    const drivenBy = { host: "desk", pid: 4711 };
    for (const [driver, expected] of [
      [{ drivenBy }, /Title of order[^]*Another process works on it now: 4711 on desk\n$/],
      [{}, /It went on in another process[^]*perennial resume m-1\n/],
    ] as const) {
      const before = engine.add({ id: "m-1" });
      const stop = new AbortController();
      const clock = new TestClock();
      clock.onSleep = () => {
        const moved = { ...before, state: "waiting" as const, wait: fileWait() };
        if (engine.renewals.get("m-1")?.state === "waiting") return stop.abort();
        engine.renewals.set("m-1", { ...moved, ...driver, updatedAt: "2026-11-20T09:00:01Z" });
      };
      const setting = { engine, clock, interrupt: stop };
      const { stdout } = await runCommand(["show", "m-1", "--follow"], setting);
      assert.match(stdout, expected);
      assert.equal(/perennial resume/.test(stdout), !("drivenBy" in driver));
    }
  });

  it("follows as lines of JSON", async () => {
    const before = engine.add({ id: "m-1" });
    const clock = new TestClock();
    clock.onSleep = () =>
      engine.renewals.set("m-1", { ...before, state: "cancelled", updatedAt: "later" });
    const ran = await runCommand(["show", "--follow", "--json"], { engine, clock });
    const lines = ran.stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { event?: string });
    assert.deepEqual(
      lines.map(({ event }) => event),
      ["changed", undefined],
    );
  });
});
