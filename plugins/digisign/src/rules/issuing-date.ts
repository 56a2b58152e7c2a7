import { message, type Clock, type Message, type Refusal } from "@perennial/api";
import { dayInRomania, noonOf, romania } from "./calendar.js";
import { timeLeft } from "./time-left.js";
import type { Thresholds } from "./thresholds.js";

/** The days on which the new certificate may be issued, in Romania. */
export interface IssuingDays {
  /** The first business day that is not in the past. */
  readonly first: Temporal.PlainDate;
  /** The last business day that leaves enough time before the expiry. */
  readonly last: Temporal.PlainDate;
}

/**
 * Between which business days the person may choose; undefined if there is none (any more). Manual
 * II.4: "at least 3 days before the expiration", and its exception.
 * @param now RFC 3339. @param notAfter RFC 3339.
 */
export async function issuingDays(
  clock: Clock,
  { now, notAfter, rules }: { now: string; notAfter: string; rules: Thresholds },
): Promise<IssuingDays | undefined> {
  const today = dayInRomania(now);
  const latest = await latestDay(clock, { now, notAfter, rules });
  let last = latest;
  while (isNotBefore(last, today) && !(await isBusinessDay(clock, last))) {
    last = last.subtract({ days: 1 });
  }
  if (!isNotBefore(last, today)) return undefined;
  let first = today;
  while (!(await isBusinessDay(clock, first))) first = first.add({ days: 1 });
  return { first, last };
}

/** Why a day cannot be chosen; undefined if it can. @param day `yyyy-mm-dd`. */
export async function refusalOfDate(
  clock: Clock,
  day: string,
  given: { now: string; notAfter: string; rules: Thresholds },
): Promise<Refusal | undefined> {
  const chosen = readDay(day);
  if (chosen === undefined) return { code: "digisign.date.unreadable", params: { date: day } };
  const days = await issuingDays(clock, given);
  const date = noonOf(chosen);
  if (days === undefined) {
    return { code: "digisign.no-date-left", params: { notAfter: given.notAfter } };
  }
  const bounds = { first: noonOf(days.first), last: noonOf(days.last) };
  const today = dayInRomania(given.now);
  if (!isNotBefore(chosen, today)) {
    return { code: "digisign.date.past", params: { date, ...bounds } };
  }
  if (Temporal.PlainDate.compare(chosen, await latestDay(clock, given)) > 0) {
    return { code: "digisign.date.too-late", params: { date, ...bounds } };
  }
  if (!(await isBusinessDay(clock, chosen))) {
    const why = chosen.dayOfWeek > 5 ? "weekend" : "holiday";
    return { code: "digisign.date.not-a-business-day", params: { date, why, ...bounds } };
  }
  return undefined;
}

/** What has to be left, for the person. */
export function ruleInWords({ minimumDays, shortNotice }: Thresholds): Message {
  return shortNotice === undefined
    ? message("digisign.rule", { days: minimumDays })
    : message("digisign.rule.short-notice", {
        days: minimumDays,
        fewer: shortNotice.days,
        business: shortNotice.businessDays,
      });
}

/** The last day of all, which need not be a business day. */
async function latestDay(
  clock: Clock,
  { now, notAfter, rules }: { now: string; notAfter: string; rules: Thresholds },
): Promise<Temporal.PlainDate> {
  const expiry = dayInRomania(notAfter);
  const usual = expiry.subtract({ days: rules.minimumDays });
  const { shortNotice } = rules;
  const left = timeLeft(now, notAfter);
  if (shortNotice === undefined || left === undefined || left.days >= shortNotice.days) {
    return usual;
  }
  const soonest = await businessDaysBefore(clock, expiry, shortNotice.businessDays);
  return Temporal.PlainDate.compare(soonest, usual) > 0 ? soonest : usual;
}

/** The business day that is so many business days before a day, which is not counted itself. */
async function businessDaysBefore(
  clock: Clock,
  day: Temporal.PlainDate,
  count: number,
): Promise<Temporal.PlainDate> {
  let found = day;
  for (let left = count; left > 0;) {
    found = found.subtract({ days: 1 });
    if (await isBusinessDay(clock, found)) left -= 1;
  }
  return found;
}

function isBusinessDay(clock: Clock, day: Temporal.PlainDate): Promise<boolean> {
  return clock.isBusinessDay(noonOf(day), romania);
}

function isNotBefore(day: Temporal.PlainDate, other: Temporal.PlainDate): boolean {
  return Temporal.PlainDate.compare(day, other) >= 0;
}

function readDay(text: string): Temporal.PlainDate | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return undefined;
  try {
    return Temporal.PlainDate.from(text, { overflow: "reject" });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
