import assert from "node:assert/strict";
import { bucharest } from "../testing/fake-clock.js";
import { timeLeft } from "./time-left.js";

describe("The time left on a certificate", () => {
  const left = (now: string, notAfter: string) => timeLeft(bucharest(now), bucharest(notAfter));

  it("is counted in days and hours", () => {
    assert.deepEqual(left("2026-11-20T11:30", "2026-11-23T10:30"), { days: 2, hours: 23 });
    assert.deepEqual(left("2026-11-20T11:30", "2026-11-23T11:30"), { days: 3, hours: 0 });
    assert.deepEqual(left("2026-11-20T11:30", "2026-11-23T11:29:59"), { days: 2, hours: 23 });
  });

  it("is none from the second on at which it expires", () => {
    assert.equal(left("2026-11-20T11:30", "2026-11-20T11:30"), undefined);
    assert.equal(left("2026-11-20T11:30", "2026-11-19T11:30"), undefined);
    assert.deepEqual(left("2026-11-20T11:30", "2026-11-20T11:30:01"), { days: 0, hours: 0 });
  });

  it("is three days across the change to summer time, though these have 71 hours", () => {
    assert.deepEqual(left("2026-03-27T12:00", "2026-03-30T12:00"), { days: 3, hours: 0 });
    assert.deepEqual(left("2026-03-27T12:00", "2026-03-30T11:00"), { days: 2, hours: 23 });
  });

  it("is three days across the change to winter time, though these have 73 hours", () => {
    assert.deepEqual(left("2026-10-23T12:00", "2026-10-26T12:00"), { days: 3, hours: 0 });
    assert.deepEqual(left("2026-10-23T12:00", "2026-10-26T11:30"), { days: 2, hours: 23 });
  });
});
