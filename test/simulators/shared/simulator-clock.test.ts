import assert from "node:assert/strict";
import * as fc from "fast-check";
import { SimulatorClock } from "./simulator-clock.js";

describe("The simulator's clock", () => {
  const fail = (error: unknown): never => assert.fail(String(error));
  const noon = new Date("2026-11-20T12:00:00Z");
  const later = (milliseconds: number): Date => new Date(noon.getTime() + milliseconds);

  it("stands still once it was set", async () => {
    const clock = new SimulatorClock(fail);
    await clock.set(noon);
    assert.equal(clock.mode, "stopped");
    assert.deepEqual(clock.now(), noon);
    await clock.advance(1500);
    assert.deepEqual(clock.now(), later(1500));
  });

  it("goes on running when it was advanced, and goes back to the system's clock", async () => {
    const clock = new SimulatorClock(fail);
    await clock.advance(3_600_000);
    assert.equal(clock.mode, "running");
    assert.ok(clock.now().getTime() - Date.now() > 3_500_000);
    await clock.release();
    assert.ok(Math.abs(clock.now().getTime() - Date.now()) < 1000);
  });

  it("keeps every appointment once, in order, at its very time, however it is advanced", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 100 }), { maxLength: 12 }),
        fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 6 }),
        async (dues, moves) => {
          const clock = new SimulatorClock(fail);
          await clock.set(noon);
          const kept: number[] = [];
          for (const due of dues)
            clock.at(later(due), () => {
              kept.push(due);
              assert.deepEqual(clock.now(), later(due));
            });
          for (const move of moves) await clock.advance(move);
          const total = moves.reduce((sum, move) => sum + move, 0);
          const expected = dues.filter((due) => due <= total).sort((a, b) => a - b);
          // With no move at all, what is due at once is kept by the timer later on.
          assert.deepEqual(kept, moves.length === 0 ? [] : expected);
          await clock.close();
        },
      ),
    );
  });

  it("keeps appointments that are made during an appointment", async () => {
    const clock = new SimulatorClock(fail);
    await clock.set(noon);
    const kept: string[] = [];
    clock.at(later(10), () => {
      kept.push("first");
      clock.at(later(20), () => {
        kept.push("second");
      });
    });
    await clock.advance(30);
    assert.deepEqual(kept, ["first", "second"]);
  });

  it("keeps an appointment by itself when it runs", async () => {
    const clock = new SimulatorClock(fail);
    const { promise, resolve } = Promise.withResolvers<void>();
    clock.at(new Date(Date.now() + 5), resolve);
    await promise;
    await clock.close();
  });

  it("tells what an appointment threw to who moved the clock, and to nobody twice", async () => {
    const reported: unknown[] = [];
    const clock = new SimulatorClock((error) => reported.push(error));
    await clock.set(noon);
    clock.at(later(10), () => {
      throw new Error("broken");
    });
    await assert.rejects(clock.advance(20), /broken/);
    assert.deepEqual(reported, []);
    await clock.advance(20);
  });

  it("takes no invalid date and does not run backwards by advancing", () => {
    const clock = new SimulatorClock(fail);
    assert.throws(() => clock.set(new Date("never")), RangeError);
    assert.throws(() => clock.advance(-1), RangeError);
  });
});
