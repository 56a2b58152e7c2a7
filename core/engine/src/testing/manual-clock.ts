import type { ClockPort } from "../ports/clock-port.js";

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

/** A clock that stands still until a test moves it. */
export class ManualClock implements ClockPort {
  private time: number;
  private readonly sleepers = new Set<Sleeper>();

  /** @param start milliseconds since 1970, or an RFC 3339 instant. */
  constructor(start: number | string = "2026-11-20T09:00:00Z") {
    this.time = typeof start === "number" ? start : Date.parse(start);
  }

  now(): number {
    return this.time;
  }

  /** How many wait for this clock to move. */
  get sleeping(): number {
    return this.sleepers.size;
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    if (milliseconds <= 0 || signal?.aborted === true) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        this.sleepers.delete(sleeper);
        signal?.removeEventListener("abort", wake);
        resolve();
      };
      const sleeper = { until: this.time + milliseconds, wake };
      this.sleepers.add(sleeper);
      signal?.addEventListener("abort", wake, { once: true });
    });
  }

  /** Moves the clock, waking sleepers in the order of their times, each at its own time. */
  async advance(milliseconds: number): Promise<void> {
    await this.advanceTo(this.time + milliseconds);
  }

  /** @param target milliseconds since 1970, or an RFC 3339 instant; not in the past. */
  async advanceTo(target: number | string): Promise<void> {
    const end = typeof target === "number" ? target : Date.parse(target);
    for (;;) {
      const next = [...this.sleepers]
        .filter((sleeper) => sleeper.until <= end)
        .toSorted((a, b) => a.until - b.until)[0];
      if (next === undefined) break;
      this.time = Math.max(this.time, next.until);
      next.wake();
      await settled();
    }
    this.time = Math.max(this.time, end);
    await settled();
  }
}

/** What was woken has run as far as it goes without the clock. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
