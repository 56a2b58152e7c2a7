import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { PerennialError, type BusinessCalendar } from "@perennial/api";
import { ProcessOwner } from "../ports/process-owner.js";
import { SystemClock } from "../ports/system-clock.js";
import { ManualClock } from "../testing/manual-clock.js";
import { BusinessClock } from "./business-clock.js";

const luxembourg: BusinessCalendar = {
  country: "LU",
  timeZone: "Europe/Luxembourg",
  hours: ["08:00", "18:00"],
};
const clock = new BusinessClock(new ManualClock("2026-11-20T09:00:00Z"));
const same = (actual: string, expected: string) =>
  assert.equal(Date.parse(actual), Date.parse(expected), `${actual} is not ${expected}`);
const rejects = (work: Promise<unknown>, code: string) =>
  assert.rejects(work, (error) => PerennialError.is(error, code));

describe("BusinessClock", () => {
  it("knows weekends and public holidays of the country", async () => {
    const isBusinessDay = (at: string) => clock.isBusinessDay(at, luxembourg);
    assert.equal(await isBusinessDay("2026-11-20T12:00:00+01:00"), true);
    assert.equal(await isBusinessDay("2026-11-21T12:00:00+01:00"), false);
    assert.equal(await isBusinessDay("2026-06-23T12:00:00+02:00"), false);
    // Easter Monday moves.
    assert.equal(await isBusinessDay("2026-04-06T12:00:00+02:00"), false);
    assert.equal(await isBusinessDay("2027-03-29T12:00:00+02:00"), false);
  });

  it("judges the day in the calendar's time zone", async () => {
    // Sunday evening in UTC is Monday in Luxembourg.
    assert.equal(await clock.isBusinessDay("2026-11-22T23:30:00Z", luxembourg), true);
    assert.equal(await clock.isBusinessDay("2026-11-20T23:30:00Z", luxembourg), false);
  });

  it("adds business days over weekends and holidays, at the same local time", async () => {
    const plus = (at: string, days: number) => clock.addBusinessDays(at, days, luxembourg);
    same(await plus("2026-11-20T10:00:00+01:00", 1), "2026-11-23T10:00:00+01:00");
    // Thursday; Christmas, Saturday and Sunday follow.
    same(await plus("2026-12-24T10:00:00+01:00", 1), "2026-12-28T10:00:00+01:00");
    same(await plus("2026-11-20T10:00:00+01:00", 0), "2026-11-20T10:00:00+01:00");
    same(await plus("2026-11-21T10:00:00+01:00", 1), "2026-11-23T10:00:00+01:00");
  });

  it("keeps the local time of day over a change to or from summer time", async () => {
    const plus = (at: string) => clock.addBusinessDays(at, 1, luxembourg);
    same(await plus("2026-03-27T09:00:00+01:00"), "2026-03-30T09:00:00+02:00");
    same(await plus("2026-10-23T09:00:00+02:00"), "2026-10-26T09:00:00+01:00");
  });

  it("counts only opening hours (manual: “within 48 hours, office hours only”)", async () => {
    const plus = (at: string, hours: number) => clock.addBusinessHours(at, hours, luxembourg);
    same(await plus("2026-11-20T10:00:00+01:00", 4), "2026-11-20T14:00:00+01:00");
    same(await plus("2026-11-20T17:00:00+01:00", 2), "2026-11-23T09:00:00+01:00");
    same(await plus("2026-11-20T17:30:00+01:00", 0.5), "2026-11-20T18:00:00+01:00");
    same(await plus("2026-11-21T12:00:00+01:00", 1), "2026-11-23T09:00:00+01:00");
    same(await plus("2026-11-20T06:00:00+01:00", 1), "2026-11-20T09:00:00+01:00");
    same(await plus("2026-11-20T10:00:00+01:00", 48), "2026-11-26T18:00:00+01:00");
  });

  it("counts whole days where there are no opening hours", async () => {
    const open = { country: "LU", timeZone: "Europe/Luxembourg" };
    const plus = (at: string, hours: number) => clock.addBusinessHours(at, hours, open);
    same(await plus("2026-11-20T23:00:00+01:00", 2), "2026-11-23T01:00:00+01:00");
  });

  it("refuses what is no country, no time zone, no opening hours, and no amount", async () => {
    const at = "2026-11-20T09:00:00Z";
    await rejects(
      clock.isBusinessDay(at, { ...luxembourg, country: "XX" }),
      "clock.unknown-country",
    );
    const nowhere = { ...luxembourg, timeZone: "Europe/Nowhere" };
    await rejects(clock.isBusinessDay(at, nowhere), "clock.unknown-time-zone");
    const late = { ...luxembourg, hours: ["18:00", "08:00"] as const };
    await rejects(clock.addBusinessHours(at, 1, late), "clock.bad-hours");
    const odd = { ...luxembourg, hours: ["8 am", "18:00"] as const };
    await rejects(clock.addBusinessHours(at, 1, odd), "clock.bad-hours");
    await rejects(clock.addBusinessDays(at, -1, luxembourg), "clock.bad-amount");
    await rejects(clock.addBusinessDays(at, 1.5, luxembourg), "clock.bad-amount");
    await rejects(clock.addBusinessHours(at, Number.NaN, luxembourg), "clock.bad-amount");
  });

  it("tells the time of the clock it was given", async () => {
    same(await clock.now(), "2026-11-20T09:00:00Z");
  });
});

describe("SystemClock", () => {
  it("wakes early when it is told to, and at once when it was told before", async () => {
    const abort = new AbortController();
    const slept = new SystemClock().sleep(2 ** 40, abort.signal);
    abort.abort();
    await slept;
    await new SystemClock().sleep(2 ** 40, abort.signal);
  });
});

describe("ProcessOwner", () => {
  const owner = new ProcessOwner();

  it("knows that this process is there, and each owner as another", () => {
    assert.equal(owner.isGone(owner.self), false);
    assert.notEqual(new ProcessOwner().self.id, owner.self.id);
  });
  it("knows that a process that ended is gone, and one with its number that began later", () => {
    // The largest number that Linux gives is 2^22 (proc(5), pid_max).
    assert.equal(owner.isGone({ ...owner.self, pid: 2 ** 22 + 1 }), true);
    if (process.platform === "linux") {
      assert.equal(owner.isGone({ ...owner.self, startedAt: "earlier" }), true);
    }
  });
  it("knows that a process is gone that ended and that its parent has not asked about", async () => {
    if (process.platform !== "linux") return;
    // The shell becomes a program that never asks for the exit status of the shell's child. The child
    // ends with our side of the pipe: not before the shell has become it, which might still ask.
    const parent = spawn("sh", ["-c", "exec 3<&0; cat <&3 & echo $!; exec sleep 60"]);
    try {
      const [line] = (await once(parent.stdout, "data")) as [Buffer];
      const pid = Number(line.toString());
      const program = () => readFileSync(`/proc/${parent.pid}/comm`, "utf8").trim();
      while (program() !== "sleep") await setImmediate();
      assert.equal(owner.isGone({ ...owner.self, pid, startedAt: "unknown" }), false);
      parent.stdin.end();
      const zombie = () => readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ");
      while (!zombie()) await setImmediate();
      assert.equal(process.kill(pid, 0), true);
      assert.equal(owner.isGone({ ...owner.self, pid, startedAt: "unknown" }), true);
    } finally {
      parent.kill("SIGKILL");
    }
  });
  it("does not judge a process of another host", () => {
    const elsewhere = { ...owner.self, host: "elsewhere", pid: 2 ** 22 + 1 };
    assert.equal(owner.isGone(elsewhere), false);
  });
});
