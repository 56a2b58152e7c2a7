import type { TokenTimers } from "../host/timers.js";

/** Timers that go when they are told to. */
export class ManualTimers implements TokenTimers {
  #now = 0;
  readonly #waiting = new Set<{ readonly at: number; readonly callback: () => void }>();

  now(): number {
    return this.#now;
  }

  after(milliseconds: number, callback: () => void): { cancel(): void } {
    const timer = { at: this.#now + milliseconds, callback };
    this.#waiting.add(timer);
    return { cancel: () => void this.#waiting.delete(timer) };
  }

  /** Calls back what is due until then, in order. */
  advance(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (;;) {
      const due = [...this.#waiting]
        .filter(({ at }) => at <= end)
        .toSorted((a, b) => a.at - b.at)
        .at(0);
      if (due === undefined) break;
      this.#waiting.delete(due);
      this.#now = due.at;
      due.callback();
    }
    this.#now = end;
  }
}
