import type { BusinessCalendar } from "@perennial/api";

/** Where DigiSign works: its business days and its time. */
export const romania: BusinessCalendar = { country: "RO", timeZone: "Europe/Bucharest" };

/** The day that it is in Romania. @param instant RFC 3339. */
export function dayInRomania(instant: string): Temporal.PlainDate {
  return inRomania(instant).toPlainDate();
}

/** @param instant RFC 3339. */
export function inRomania(instant: string): Temporal.ZonedDateTime {
  return Temporal.Instant.from(instant).toZonedDateTimeISO(romania.timeZone);
}

/** Noon of a day in Romania, RFC 3339 UTC: a moment that no change to summer time touches. */
export function noonOf(day: Temporal.PlainDate): string {
  return atTime(day, "12:00");
}

/** When the certificate is issued on its day: at 09:00 in Bucharest. `docs/portal.md`. */
export function issuedAt(issuingDate: string): string {
  return atTime(Temporal.PlainDate.from(issuingDate), "09:00");
}

function atTime(day: Temporal.PlainDate, plainTime: string): string {
  return day.toZonedDateTime({ timeZone: romania.timeZone, plainTime }).toInstant().toString();
}
