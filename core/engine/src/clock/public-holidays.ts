import { PerennialError } from "@perennial/api";
import type Holidays from "date-holidays";

type Calendar = Pick<Holidays, "getHolidays">;

/** Milliseconds: whole days may have 23 hours, half days at most 14. */
const nearlyADay = 20 * 3_600_000;

/** Public holidays by country. The data is loaded when it is first asked for. */
export class PublicHolidays {
  private readonly calendars = new Map<string, Promise<Calendar>>();
  private readonly years = new Map<string, Promise<ReadonlySet<string>>>();

  /**
   * @param country ISO 3166-1 alpha-2, for example `LU`.
   * @throws PerennialError `clock.unknown-country`
   */
  async isHoliday(day: Temporal.PlainDate, country: string): Promise<boolean> {
    const days = await this.ofYear(country.toUpperCase(), day.year);
    return days.has(day.toString());
  }

  private ofYear(country: string, year: number): Promise<ReadonlySet<string>> {
    const name = `${country} ${year}`;
    const known = this.years.get(name);
    if (known !== undefined) return known;
    const made = this.calendar(country).then((calendar) => daysOf(calendar, year));
    this.years.set(name, made);
    return made;
  }

  private calendar(country: string): Promise<Calendar> {
    const known = this.calendars.get(country);
    if (known !== undefined) return known;
    const made = openCalendar(country);
    this.calendars.set(country, made);
    return made;
  }
}

async function openCalendar(country: string): Promise<Calendar> {
  const { default: Calendars } = await import("date-holidays");
  const countries = new Calendars().getCountries();
  if (!Object.hasOwn(countries, country)) {
    throw new PerennialError("clock.unknown-country", { country });
  }
  return new Calendars(country, { types: ["public"] });
}

function daysOf(calendar: Calendar, year: number): ReadonlySet<string> {
  const days = new Set<string>();
  for (const { date, start, end } of calendar.getHolidays(year)) {
    const length = end.getTime() - start.getTime();
    // A public holiday from the afternoon on leaves a morning to work in.
    if (length < nearlyADay) continue;
    const first = Temporal.PlainDate.from(date.slice(0, 10));
    for (let day = 0; day < Math.round(length / 86_400_000); day++) {
      days.add(first.add({ days: day }).toString());
    }
  }
  return days;
}
