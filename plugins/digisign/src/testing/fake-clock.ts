import type { BusinessCalendar, Clock } from "@perennial/api";

/**
 * Romania's public holidays of 2026 and 2027 as the labour code (Codul muncii, art. 139) has them:
 * written out, so that the rules are not tested with what they use. Orthodox Easter is on 12 April
 * 2026 and on 2 May 2027.
 */
const holidays: ReadonlySet<string> = new Set(
  [
    "2026: 01-01 01-02 01-06 01-07 01-24 04-10 04-12 04-13 05-01 05-31 06-01 08-15 11-30 12-01 12-25 12-26",
    "2027: 01-01 01-02 01-06 01-07 01-24 04-30 05-01 05-02 05-03 06-01 06-20 06-21 08-15 11-30 12-01 12-25 12-26",
  ].flatMap((line) => {
    const [year = "", days = ""] = line.split(": ");
    return days.split(" ").map((day) => `${year}-${day}`);
  }),
);

/** A clock that stands still until it is set, with the business days of Romania. */
export class FakeClock implements Clock {
  /** RFC 3339 UTC. A Friday, 11:30 in Bucharest. */
  time = "2026-11-20T09:30:00.000Z";

  async now(): Promise<string> {
    return this.time;
  }

  advance(milliseconds: number): void {
    this.time = new Date(Date.parse(this.time) + milliseconds).toISOString();
  }

  /** Sets the clock to a local time in Bucharest, for example `2026-11-27T09:00`. */
  setInBucharest(local: string): void {
    this.time = bucharest(local);
  }

  async addBusinessDays(start: string, days: number, calendar: BusinessCalendar): Promise<string> {
    let at = Temporal.Instant.from(start).toZonedDateTimeISO(calendar.timeZone);
    for (let left = days; left > 0;) {
      at = at.add({ days: 1 });
      if (isOpen(at.toPlainDate())) left -= 1;
    }
    return at.toInstant().toString();
  }

  async addBusinessHours(start: string, hours: number): Promise<string> {
    return new Date(Date.parse(start) + hours * 3_600_000).toISOString();
  }

  async isBusinessDay(at: string, { country, timeZone }: BusinessCalendar): Promise<boolean> {
    if (country !== "RO") throw new Error(`no holidays of ${country} here`);
    return isOpen(Temporal.Instant.from(at).toZonedDateTimeISO(timeZone).toPlainDate());
  }
}

/** A local time in Bucharest as RFC 3339 UTC. */
export function bucharest(local: string): string {
  const at = Temporal.PlainDateTime.from(local).toZonedDateTime("Europe/Bucharest");
  return new Date(at.epochMilliseconds).toISOString();
}

function isOpen(day: Temporal.PlainDate): boolean {
  if (day.year !== 2026 && day.year !== 2027) throw new Error(`no holidays of ${day.year} here`);
  return day.dayOfWeek <= 5 && !holidays.has(day.toString());
}
