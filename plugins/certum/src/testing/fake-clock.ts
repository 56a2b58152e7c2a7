import type { Clock } from "@perennial/api";

/** A clock that stands still until it is set. Certum's flow counts no business days. */
export class FakeClock implements Clock {
  /** RFC 3339 UTC. A Friday, 10:30 in Warsaw. */
  time = "2026-11-20T09:30:00.000Z";

  async now(): Promise<string> {
    return this.time;
  }

  advance(milliseconds: number): void {
    this.time = new Date(Date.parse(this.time) + milliseconds).toISOString();
  }

  addDays(days: number): void {
    this.advance(days * 86_400_000);
  }

  addBusinessDays(): Promise<never> {
    return Promise.reject(new Error("no business days in Certum's flow"));
  }

  addBusinessHours(): Promise<never> {
    return Promise.reject(new Error("no business hours in Certum's flow"));
  }

  isBusinessDay(): Promise<never> {
    return Promise.reject(new Error("no business days in Certum's flow"));
  }
}
