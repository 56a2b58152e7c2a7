import type { Refusal } from "@perennial/api";
import assert from "node:assert/strict";
import * as fc from "fast-check";
import { FakeClock, bucharest } from "../testing/fake-clock.js";
import { dayInRomania, noonOf, romania } from "./calendar.js";
import { issuingDays, refusalOfDate } from "./issuing-date.js";
import type { Thresholds } from "./thresholds.js";

const usual: Thresholds = { minimumDays: 3 };
const pandemic: Thresholds = { minimumDays: 3, shortNotice: { days: 5, businessDays: 1 } };

describe("The issuing date", () => {
  const clock = new FakeClock();
  const bounds = async (now: string, notAfter: string, rules = usual) => {
    const given = { now: bucharest(now), notAfter: bucharest(notAfter), rules };
    const days = await issuingDays(clock, given);
    return days === undefined ? undefined : `${days.first} ${days.last}`;
  };
  const refusal = (day: string, now: string, notAfter: string, rules = usual) =>
    refusalOfDate(clock, day, { now: bucharest(now), notAfter: bucharest(notAfter), rules });
  const code = (found: Refusal | undefined) => found?.code;

  it("“must be at least 3 days before the expiration of the digital certificate”", async () => {
    // Expires on a Friday: the last day is the Tuesday before.
    const given = ["2026-11-20T11:30", "2026-12-11T12:00"] as const;
    assert.equal(await bounds(...given), "2026-11-20 2026-12-08");
    assert.equal(await refusal("2026-12-08", ...given), undefined);
    assert.equal(code(await refusal("2026-12-09", ...given)), "digisign.date.too-late");
    assert.equal(code(await refusal("2026-12-14", ...given)), "digisign.date.too-late");
  });

  it("says the bounds with each refusal", async () => {
    const found = await refusal("2026-11-19", "2026-11-20T11:30", "2026-12-11T12:00");
    assert.deepEqual(found, {
      code: "digisign.date.past",
      params: {
        date: bucharest("2026-11-19T12:00").replace(".000", ""),
        first: bucharest("2026-11-20T12:00").replace(".000", ""),
        last: bucharest("2026-12-08T12:00").replace(".000", ""),
      },
    });
  });

  it("may be today, but not yesterday", async () => {
    const given = ["2026-11-20T23:59", "2026-12-11T12:00"] as const;
    assert.equal(await refusal("2026-11-20", ...given), undefined);
    assert.equal(code(await refusal("2026-11-19", ...given)), "digisign.date.past");
  });

  it("is a day in Bucharest, where midnight is earlier than in UTC", async () => {
    // 22:30 UTC of the 19th is 00:30 of the 20th in Bucharest.
    const given = { now: "2026-11-19T22:30:00Z", notAfter: "2026-12-10T22:30:00Z", rules: usual };
    assert.equal(code(await refusalOfDate(clock, "2026-11-19", given)), "digisign.date.past");
    // It expires on 11 December there.
    assert.equal(await refusalOfDate(clock, "2026-12-08", given), undefined);
  });

  it("is on no weekend", async () => {
    const given = ["2026-11-20T11:30", "2026-12-11T12:00"] as const;
    for (const day of ["2026-11-21", "2026-11-22"]) {
      const found = await refusal(day, ...given);
      assert.equal(code(found), "digisign.date.not-a-business-day");
      assert.equal(found?.params["why"], "weekend");
    }
    assert.equal(await refusal("2026-11-23", ...given), undefined);
  });

  for (const [day, name] of [
    ["2026-11-30", "Sfântul Andrei"],
    ["2026-12-01", "Ziua Națională"],
    ["2026-12-25", "Crăciunul"],
    ["2027-01-01", "Anul Nou"],
    ["2026-01-06", "Boboteaza"],
    ["2026-01-07", "Sfântul Ioan"],
    ["2026-04-10", "Vinerea Mare, which moves with Easter"],
    ["2026-04-13", "a doua zi de Paști"],
    ["2027-04-30", "Vinerea Mare of 2027"],
    ["2027-05-03", "a doua zi de Paști of 2027"],
    ["2026-06-01", "a doua zi de Rusalii and Ziua Copilului"],
    ["2027-06-21", "a doua zi de Rusalii of 2027"],
  ]) {
    it(`is on no public holiday of Romania: ${day}, ${name}`, async () => {
      const at = Temporal.PlainDate.from(day ?? "");
      const now = noonOf(at.subtract({ days: 4 }));
      const notAfter = noonOf(at.add({ days: 20 }));
      const found = await refusalOfDate(clock, day ?? "", { now, notAfter, rules: usual });
      assert.equal(code(found), "digisign.date.not-a-business-day");
      assert.equal(found?.params["why"], "holiday");
    });
  }

  it("is an ordinary day where another church's Easter is", async () => {
    // Western Easter Monday of 2026.
    assert.equal(await refusal("2026-04-06", "2026-04-01T09:00", "2026-05-20T12:00"), undefined);
  });

  it("ends with the last business day where weekend and holidays lie before the last day", async () => {
    // Three days before 5 December is the 2nd; three before the 4th is the 1st, a holiday as the 30th.
    assert.equal(await bounds("2026-11-20T11:30", "2026-12-05T12:00"), "2026-11-20 2026-12-02");
    assert.equal(await bounds("2026-11-20T11:30", "2026-12-04T12:00"), "2026-11-20 2026-11-27");
  });

  it("begins with the next business day on a weekend", async () => {
    assert.equal(await bounds("2026-11-28T10:00", "2026-12-20T12:00"), "2026-12-02 2026-12-17");
  });

  it("is none where no business day is left", async () => {
    // On a Saturday, with three days left: the last day is the Saturday itself.
    assert.equal(await bounds("2026-11-21T10:00", "2026-11-24T12:00"), undefined);
    const found = await refusal("2026-11-21", "2026-11-21T10:00", "2026-11-24T12:00");
    assert.equal(code(found), "digisign.no-date-left");
  });

  it("counts three days across the change to summer time as any other", async () => {
    assert.equal(await bounds("2026-03-20T09:00", "2026-03-30T02:00"), "2026-03-20 2026-03-27");
    assert.equal(await bounds("2026-10-20T09:00", "2026-10-26T02:00"), "2026-10-20 2026-10-23");
  });

  for (const text of [
    "",
    "2026-13-01",
    "2026-02-30",
    "20261201",
    "1.12.2026",
    "2026-12-01T09:00",
  ]) {
    it(`is no date: “${text}”`, async () => {
      const found = await refusal(text, "2026-11-20T11:30", "2026-12-11T12:00");
      assert.equal(code(found), "digisign.date.unreadable");
    });
  }

  describe("“During a pandemic, if your certificate expires in less than 5 days, … at least 1 business day before”", () => {
    it("is off unless the profile says so", async () => {
      assert.equal(await bounds("2026-11-16T09:00", "2026-11-18T12:00"), undefined);
    });

    it("leaves the day before where the certificate expires on a business day", async () => {
      assert.equal(
        await bounds("2026-11-16T09:00", "2026-11-18T12:00", pandemic),
        "2026-11-16 2026-11-17",
      );
    });

    it("leaves the Friday before where it expires on a Sunday", async () => {
      assert.equal(
        await bounds("2026-11-18T09:00", "2026-11-22T12:00", pandemic),
        "2026-11-18 2026-11-20",
      );
    });

    it("counts holidays as no business days", async () => {
      // Expires on 1 December, a holiday after a holiday after a weekend.
      assert.equal(
        await bounds("2026-11-26T13:00", "2026-12-01T12:00", { ...pandemic, minimumDays: 10 }),
        "2026-11-26 2026-11-27",
      );
    });

    it("does not shorten what the rule allows otherwise", async () => {
      assert.equal(
        await bounds("2026-11-20T11:30", "2026-12-11T12:00", pandemic),
        "2026-11-20 2026-12-08",
      );
    });

    it("does not count on the day of the expiry", async () => {
      assert.equal(await bounds("2026-11-18T09:00", "2026-11-18T12:00", pandemic), undefined);
    });
  });

  it("that is taken is always a business day between today and the days that have to be left", async () => {
    const minute = fc.integer({ min: 0, max: 400 * 24 * 60 });
    const begin = Date.parse("2026-02-01T00:00:00Z");
    await fc.assert(
      fc.asyncProperty(
        minute,
        fc.integer({ min: 1, max: 40 * 24 * 60 }),
        fc.integer({ min: -3, max: 45 }),
        async (from, length, offset) => {
          const now = new Date(begin + from * 60_000).toISOString();
          const notAfter = new Date(begin + (from + length) * 60_000).toISOString();
          const day = dayInRomania(now).add({ days: offset });
          const given = { now, notAfter, rules: usual };
          const days = await issuingDays(clock, given);
          const taken = (await refusalOfDate(clock, day.toString(), given)) === undefined;
          const within =
            Temporal.PlainDate.compare(day, dayInRomania(now)) >= 0 &&
            Temporal.PlainDate.compare(day.add({ days: 3 }), dayInRomania(notAfter)) <= 0;
          const open = within && (await clock.isBusinessDay(noonOf(day), romania));
          assert.equal(taken, open);
          if (taken && days !== undefined) {
            assert.ok(Temporal.PlainDate.compare(days.first, day) <= 0);
            assert.ok(Temporal.PlainDate.compare(day, days.last) <= 0);
          }
        },
      ),
    );
  });
});
