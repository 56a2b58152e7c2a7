import type { Instant } from "@perennial/api";

type Parts = {
  [unit in "years" | "months" | "weeks" | "days" | "hours" | "minutes" | "seconds"]: number;
};

/** Days, times and durations in the reader's language and time zone. */
export class TimeFormatter {
  private readonly timeZone: string;
  private dates: Intl.DateTimeFormat | undefined;
  private dateTimes: Intl.DateTimeFormat | undefined;
  private relative: Intl.RelativeTimeFormat | undefined;
  private durations: Intl.DurationFormat | undefined;

  constructor(
    private readonly language: string,
    timeZone: string | undefined,
    private readonly now: () => number,
  ) {
    this.timeZone = timeZone ?? Temporal.Now.timeZoneId();
  }

  date(at: Instant): string {
    this.dates ??= new Intl.DateTimeFormat(this.language, {
      day: "numeric",
      month: "long",
      year: "numeric",
      timeZone: this.timeZone,
    });
    return this.dates.format(new Date(at));
  }

  dateTime(at: Instant): string {
    this.dateTimes ??= new Intl.DateTimeFormat(this.language, {
      day: "numeric",
      month: "long",
      year: "numeric",
      hour: "2-digit",
      minute: "2-digit",
      timeZoneName: "short",
      timeZone: this.timeZone,
    });
    return this.dateTimes.format(new Date(at));
  }

  shortly(at: Instant): string | undefined {
    const seconds = (Temporal.Instant.from(at).epochMilliseconds - this.now()) / 1000;
    if (Math.abs(seconds) >= 120) return undefined;
    return this.distances().format(Math.max(0, Math.ceil(seconds)), "second");
  }

  relativeDays(at: Instant, now: Instant): string {
    const days = this.day(now).until(this.day(at), { largestUnit: "days" }).days;
    return this.distances().format(days, "day");
  }

  duration(duration: string): string {
    this.durations ??= new Intl.DurationFormat(this.language, { style: "long" });
    const { years, months, weeks, days, hours, minutes, seconds } =
      Temporal.Duration.from(duration);
    const parts: Parts = { years, months, weeks, days, hours, minutes, seconds };
    const nothing = Object.values(parts).every((part) => part === 0);
    // An empty duration would be an empty text.
    return nothing
      ? new Intl.DurationFormat(this.language, { style: "long", minutesDisplay: "always" }).format({
          minutes: 0,
        })
      : this.durations.format(parts);
  }

  durationRange([from, to]: readonly [string, string]): string {
    const [first, last] = [this.duration(rounded(from)), this.duration(rounded(to))];
    return first === last ? first : `${first} – ${last}`;
  }

  private distances(): Intl.RelativeTimeFormat {
    this.relative ??= new Intl.RelativeTimeFormat(this.language, { numeric: "auto" });
    return this.relative;
  }

  private day(at: Instant): Temporal.PlainDate {
    return Temporal.Instant.from(at).toZonedDateTimeISO(this.timeZone).toPlainDate();
  }
}

/** An estimate: its two largest units, and no seconds beside anything larger. */
function rounded(duration: string): string {
  const { years, months, weeks, days, hours, minutes, seconds } = Temporal.Duration.from(duration);
  const parts: Parts = { years, months, weeks, days, hours, minutes, seconds };
  const there = Object.entries(parts).filter(([, part]) => part !== 0);
  if (there.length === 0) return duration;
  const kept = there.slice(0, 2).filter(([unit], index) => index === 0 || unit !== "seconds");
  return Temporal.Duration.from(Object.fromEntries(kept)).toString();
}
