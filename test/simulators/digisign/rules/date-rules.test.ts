import assert from "node:assert/strict";
import { dayAt, issuingInstant, parseDay } from "./bucharest.js";
import { BusinessDays } from "./business-days.js";
import { DateRules, manualThresholds, type DateThresholds } from "./date-rules.js";

const businessDays = new BusinessDays();
const rules = (change: Partial<DateThresholds> = {}): DateRules =>
  new DateRules({ ...manualThresholds, ...change }, businessDays);
const day = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text);

describe("Romania's business days", () => {
  const closed: [string, string][] = [
    ["2026-11-21", "a Saturday"],
    ["2026-11-22", "a Sunday"],
    ["2026-01-01", "New Year"],
    ["2026-01-24", "the Union of the Principalities"],
    ["2026-04-10", "Orthodox Good Friday"],
    ["2026-04-13", "Orthodox Easter Monday"],
    ["2026-05-01", "Labour Day"],
    ["2026-06-01", "Whit Monday and Children's Day"],
    ["2026-11-30", "Saint Andrew"],
    ["2026-12-01", "the National Day"],
    ["2026-12-25", "Christmas"],
  ];
  for (const [date, name] of closed)
    it(`do not count ${name}, ${date}`, async () => {
      assert.equal(await businessDays.isBusinessDay(day(date)), false);
    });

  it("count the days between", async () => {
    for (const date of ["2026-11-20", "2026-12-02", "2026-04-14", "2026-12-24"])
      assert.equal(await businessDays.isBusinessDay(day(date)), true, date);
  });

  it("are counted backwards and forwards over weekends and holidays", async () => {
    const text = async (found: Promise<Temporal.PlainDate>): Promise<string> =>
      (await found).toString();
    assert.equal(await text(businessDays.before(day("2026-12-02"), 1)), "2026-11-27");
    assert.equal(await text(businessDays.before(day("2026-12-02"), 2)), "2026-11-26");
    assert.equal(await text(businessDays.lastUpTo(day("2026-11-22"))), "2026-11-20");
    assert.equal(await text(businessDays.firstFrom(day("2026-11-28"))), "2026-12-02");
  });
});

describe("Days in Bucharest", () => {
  it("begin two hours before UTC's in winter, and three in summer", () => {
    assert.equal(dayAt(new Date("2026-11-20T21:59:59Z")).toString(), "2026-11-20");
    assert.equal(dayAt(new Date("2026-11-20T22:00:00Z")).toString(), "2026-11-21");
    assert.equal(dayAt(new Date("2026-07-01T21:00:00Z")).toString(), "2026-07-02");
  });

  it("have their issuing at 09:00 by the clock on the wall, on both sides of each change of time", () => {
    const instants = ["2026-03-27", "2026-03-30", "2026-10-23", "2026-10-26"].map((date) =>
      issuingInstant(day(date)).toISOString().slice(11, 16),
    );
    assert.deepEqual(instants, ["07:00", "06:00", "06:00", "07:00"]);
  });

  it("are written year, month, day", () => {
    assert.equal(parseDay("2028-02-29")?.toString(), "2028-02-29");
    for (const text of [
      "2026-02-29",
      "2026-13-01",
      "26-01-01",
      "2026-01-01T00:00",
      " 2026-01-01",
      "",
    ])
      assert.equal(parseDay(text), undefined, text);
  });
});

describe("The rules for dates", () => {
  const now = new Date("2026-11-20T09:00:00Z");
  const left = (hours: number): Date => new Date(now.getTime() + hours * 3_600_000);
  const certificate = async (hours: number, change: Partial<DateThresholds> = {}) => {
    await rules(change).checkCertificate(left(hours), now);
  };
  const refusal = (code: string, detail?: string) => ({
    code,
    ...(detail === undefined ? {} : { detail }),
  });

  it("ask for at least 3 days on the certificate, to the second", async () => {
    await certificate(72);
    await assert.rejects(certificate(72 - 1 / 3600), refusal("certificate.too-late"));
    await assert.rejects(certificate(0), refusal("certificate.expired"));
  });

  it("count a day from one time of day to the same on the next, also when the clocks change", async () => {
    const check = (from: string, to: string): Promise<void> =>
      rules().checkCertificate(new Date(to), new Date(from));
    // 71 hours over the last Sunday of March, 73 over that of October.
    await check("2027-03-26T10:00:00Z", "2027-03-29T09:00:00Z");
    const short = check("2026-10-23T09:00:00Z", "2026-10-26T09:59:59Z");
    await assert.rejects(short, refusal("certificate.too-late"));
    await check("2026-10-23T09:00:00Z", "2026-10-26T10:00:00Z");
  });

  it("never ask for more by the exception than without it", async () => {
    // Wednesday, 2 December: a weekend and two holidays before it.
    const end = new Date("2026-12-02T09:00:00Z");
    const friday = new Date("2026-11-27T10:00:00Z");
    const last = await rules({ shortNotice: true }).lastDay(end, friday);
    assert.equal(last.toString(), "2026-11-29");
  });

  it("can ask for another number of days", async () => {
    await assert.rejects(certificate(119, { minimumDays: 5 }), refusal("certificate.too-late"));
    await certificate(120, { minimumDays: 5 });
  });

  it('grant the exception for less than 5 days when they are told to ("at least 1 business day before the certificate expires")', async () => {
    const granted = { shortNotice: true };
    // It is Friday; the certificates end on Monday and on Sunday.
    await certificate(71, granted);
    await certificate(48, granted);
    // On the very day of the end there is none left.
    await assert.rejects(certificate(6, granted), refusal("certificate.too-late"));
  });

  it("leave as last issuing day the third before the end, or by the exception the last business day before", async () => {
    const last = async (hours: number, shortNotice: boolean): Promise<string> =>
      (await rules({ shortNotice }).lastDay(left(hours), now)).toString();
    assert.equal(await last(30 * 24, false), "2026-12-17");
    assert.equal(await last(30 * 24, true), "2026-12-17");
    assert.equal(await last(4 * 24, false), "2026-11-21");
    assert.equal(await last(4 * 24, true), "2026-11-23");
    // From a Monday it goes back over the weekend.
    assert.equal(await last(3 * 24, true), "2026-11-20");
  });

  it("take today, and judge today in Bucharest", async () => {
    const end = left(30 * 24);
    const check = async (date: string, at: string): Promise<string> =>
      (await rules().checkIssuingDate(date, end, new Date(at))).toString();
    assert.equal(await check("2026-11-20", "2026-11-20T20:00:00Z"), "2026-11-20");
    await assert.rejects(check("2026-11-20", "2026-11-20T22:00:00Z"), refusal("date.past"));
  });

  it("say which day is the last", async () => {
    const check = rules().checkIssuingDate("2026-12-18", left(30 * 24), now);
    await assert.rejects(check, refusal("date.too-late", "2026-12-17"));
  });
});
