import type Holidays from "date-holidays";

/** Romania's business days: Monday to Friday, public holidays excepted. */
export class BusinessDays {
  #calendar: Promise<Holidays> | undefined;

  async isBusinessDay(day: Temporal.PlainDate): Promise<boolean> {
    if (day.dayOfWeek > 5) return false;
    const calendar = await (this.#calendar ??= romania());
    // Noon in Bucharest is on the same day in UTC, whatever the season.
    const found = calendar.isHoliday(new Date(`${day.toString()}T10:00:00Z`));
    return found === false;
  }

  /** The last business day that is not after `day`. */
  async lastUpTo(day: Temporal.PlainDate): Promise<Temporal.PlainDate> {
    let candidate = day;
    while (!(await this.isBusinessDay(candidate))) candidate = candidate.subtract({ days: 1 });
    return candidate;
  }

  /** The first business day that is not before `day`. */
  async firstFrom(day: Temporal.PlainDate): Promise<Temporal.PlainDate> {
    let candidate = day;
    while (!(await this.isBusinessDay(candidate))) candidate = candidate.add({ days: 1 });
    return candidate;
  }

  /** The business day that is `count` business days before `day`, which is not counted itself. */
  async before(day: Temporal.PlainDate, count: number): Promise<Temporal.PlainDate> {
    let candidate = day;
    for (let left = count; left > 0; left--)
      candidate = await this.lastUpTo(candidate.subtract({ days: 1 }));
    return candidate;
  }
}

async function romania(): Promise<Holidays> {
  // Its data takes a while to load; most simulators need it only once somebody orders.
  const { default: Calendar } = await import("date-holidays");
  return new Calendar("RO", { types: ["public"] });
}
