import { token } from "../inject.js";
import type { Instant } from "../wait.js";

/** A business calendar. */
export interface BusinessCalendar {
  /** ISO 3166-1 alpha-2, for the public holidays, for example `LU`. */
  readonly country: string;
  /** IANA name, for example `Europe/Luxembourg`. */
  readonly timeZone: string;
  /** Local opening hours, for example `["08:00", "18:00"]`. */
  readonly hours?: readonly [string, string];
}

/** The time, the host's or a test's. */
export interface Clock {
  now(): Promise<Instant>;
  /** `start` plus so many business days, at the same local time of day. */
  addBusinessDays(start: Instant, days: number, calendar: BusinessCalendar): Promise<Instant>;
  /** `start` plus so many hours, counting only opening hours of business days. */
  addBusinessHours(start: Instant, hours: number, calendar: BusinessCalendar): Promise<Instant>;
  isBusinessDay(at: Instant, calendar: BusinessCalendar): Promise<boolean>;
}
export const Clock = token<Clock>("clock");
