import type { Timers } from "./timers.js";

const WINDOW = 60_000;

/** How much of what a plugin prints and logs is kept: so many bytes a minute. */
export class OutputBudget {
  #windowStart: number;
  #left: number;

  constructor(
    private readonly perMinute: number,
    private readonly timers: Timers,
  ) {
    this.#windowStart = timers.now();
    this.#left = perMinute;
  }

  /** Whether so many bytes more are kept; `last` once, for saying that no more follow. */
  take(bytes: number): "kept" | "last" | "dropped" {
    const now = this.timers.now();
    if (now - this.#windowStart >= WINDOW) {
      this.#windowStart = now;
      this.#left = this.perMinute;
    }
    if (this.#left <= 0) return "dropped";
    this.#left -= bytes;
    return this.#left > 0 ? "kept" : "last";
  }
}
