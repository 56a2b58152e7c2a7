import { PerennialError, type BusinessCalendar, type Clock, type Instant } from "@perennial/api";
import type { ClockPort } from "../ports/clock-port.js";
import { toInstant } from "../time.js";
import { PublicHolidays } from "./public-holidays.js";

/** Business days and hours beyond this are a mistake of the caller. */
const most = 10_000;

/**
 * The clock that plugins get. Days are counted in the calendar's time zone, so that neither
 * midnight elsewhere nor a change to summer time moves them. Saturdays, Sundays and public holidays
 * are no business days.
 *
 * Errors: `clock.unknown-country`, `clock.unknown-time-zone`, `clock.bad-hours`, `clock.bad-amount`.
 */
export class BusinessClock implements Clock {
  constructor(
    private readonly clock: ClockPort,
    private readonly holidays: PublicHolidays = new PublicHolidays(),
  ) {}

  now(): Promise<Instant> {
    return Promise.resolve(toInstant(this.clock.now()));
  }

  async isBusinessDay(at: Instant, calendar: BusinessCalendar): Promise<boolean> {
    return this.isOpenDay(localTime(at, calendar).toPlainDate(), calendar);
  }

  /** A local time that the change to summer time skips is an hour later on that day. */
  async addBusinessDays(
    start: Instant,
    days: number,
    calendar: BusinessCalendar,
  ): Promise<Instant> {
    if (!Number.isInteger(days) || days < 0 || days > most) throw badAmount(days);
    const local = localTime(start, calendar);
    let day = local.toPlainDate();
    for (let left = days; left > 0;) {
      day = day.add({ days: 1 });
      if (await this.isOpenDay(day, calendar)) left -= 1;
    }
    if (days === 0) return start;
    const end = day.toZonedDateTime({
      timeZone: local.timeZoneId,
      plainTime: local.toPlainTime(),
    });
    return toInstant(end.epochMilliseconds);
  }

  /** Without opening hours a business day is open from midnight to midnight. */
  async addBusinessHours(
    start: Instant,
    hours: number,
    calendar: BusinessCalendar,
  ): Promise<Instant> {
    if (!Number.isFinite(hours) || hours < 0 || hours > most) throw badAmount(hours);
    if (hours === 0) return start;
    const local = localTime(start, calendar);
    let left = hours * 3_600_000;
    for (let day = local.toPlainDate(); ; day = day.add({ days: 1 })) {
      if (!(await this.isOpenDay(day, calendar))) continue;
      const [opens, closes] = openingOf(day, local.timeZoneId, calendar);
      const from = Math.max(opens, local.epochMilliseconds);
      const open = closes - from;
      if (open >= left) return toInstant(from + left);
      left -= Math.max(open, 0);
    }
  }

  private async isOpenDay(
    day: Temporal.PlainDate,
    { country }: BusinessCalendar,
  ): Promise<boolean> {
    if (day.dayOfWeek > 5) return false;
    return !(await this.holidays.isHoliday(day, country));
  }
}

function localTime(at: Instant, { timeZone }: BusinessCalendar): Temporal.ZonedDateTime {
  const instant = Temporal.Instant.from(at);
  try {
    return instant.toZonedDateTimeISO(timeZone);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new PerennialError("clock.unknown-time-zone", { timeZone }, { cause: error });
  }
}

/** Milliseconds since 1970 of opening and closing. */
function openingOf(
  day: Temporal.PlainDate,
  timeZone: string,
  { hours }: BusinessCalendar,
): readonly [number, number] {
  if (hours === undefined) {
    const next = day.add({ days: 1 }).toZonedDateTime(timeZone);
    return [day.toZonedDateTime(timeZone).epochMilliseconds, next.epochMilliseconds];
  }
  const [opens, closes] = hours.map((time) => toTime(time, hours));
  if (
    opens === undefined ||
    closes === undefined ||
    Temporal.PlainTime.compare(opens, closes) >= 0
  ) {
    throw new PerennialError("clock.bad-hours", { hours: [...hours] });
  }
  const at = (plainTime: Temporal.PlainTime) =>
    day.toZonedDateTime({ timeZone, plainTime }).epochMilliseconds;
  return [at(opens), at(closes)];
}

function toTime(time: string, hours: readonly string[]): Temporal.PlainTime {
  try {
    return Temporal.PlainTime.from(time);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new PerennialError("clock.bad-hours", { hours: [...hours] }, { cause: error });
  }
}

function badAmount(amount: number): PerennialError {
  return new PerennialError("clock.bad-amount", { amount: String(amount), most });
}
