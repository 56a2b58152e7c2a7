import type { Clock } from "@perennial/api";

const day = 24 * 3600 * 1000;

/** A clock that stands still until it is set. Business days are Monday to Friday. */
export class FakeClock implements Clock {
  time = "2026-11-20T09:30:00.000Z";

  async now(): Promise<string> {
    return this.time;
  }

  advance(milliseconds: number): void {
    this.time = new Date(Date.parse(this.time) + milliseconds).toISOString();
  }

  async addBusinessDays(start: string, days: number): Promise<string> {
    let at = Date.parse(start);
    let left = days;
    while (left > 0) {
      at += day;
      if (await this.isBusinessDay(new Date(at).toISOString())) left -= 1;
    }
    return new Date(at).toISOString();
  }

  async addBusinessHours(start: string, hours: number): Promise<string> {
    return new Date(Date.parse(start) + hours * 3_600_000).toISOString();
  }

  async isBusinessDay(at: string): Promise<boolean> {
    return ![0, 6].includes(new Date(at).getUTCDay());
  }
}
