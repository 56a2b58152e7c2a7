/** The time zone of every day and hour of DigiSign's. */
export const zone = "Europe/Bucharest";

/** The day it is in Bucharest at an instant. */
export function dayAt(instant: Date): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(instant.getTime())
    .toZonedDateTimeISO(zone)
    .toPlainDate();
}

/** When certificates of that day are issued: 09:00 in Bucharest. */
export function issuingInstant(day: Temporal.PlainDate): Date {
  const morning = day.toZonedDateTime({ timeZone: zone, plainTime: "09:00" });
  return new Date(morning.epochMilliseconds);
}

/** The same time of day in Bucharest some days later, which the change of time does not move. */
export function daysLater(instant: Date, days: number): Date {
  const later = Temporal.Instant.fromEpochMilliseconds(instant.getTime())
    .toZonedDateTimeISO(zone)
    .add({ days });
  return new Date(later.epochMilliseconds);
}

/** `yyyy-mm-dd`, or `undefined` for any other text and for days that there are not. */
export function parseDay(text: string): Temporal.PlainDate | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  try {
    return Temporal.PlainDate.from(text, { overflow: "reject" });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
