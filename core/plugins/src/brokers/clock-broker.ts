import type { BusinessCalendar, Clock, Instant } from "@perennial/api";
import { inject, injectable } from "tsyringe";
import { BusinessClockPort } from "./ports.js";

/** The host's clock. */
@injectable()
export class ClockBroker implements Clock {
  constructor(@inject(BusinessClockPort) private readonly clock: BusinessClockPort) {}

  now(): Promise<Instant> {
    return this.clock.now();
  }
  addBusinessDays(start: Instant, days: number, calendar: BusinessCalendar): Promise<Instant> {
    return this.clock.addBusinessDays(start, days, calendar);
  }
  addBusinessHours(start: Instant, hours: number, calendar: BusinessCalendar): Promise<Instant> {
    return this.clock.addBusinessHours(start, hours, calendar);
  }
  isBusinessDay(at: Instant, calendar: BusinessCalendar): Promise<boolean> {
    return this.clock.isBusinessDay(at, calendar);
  }
}
