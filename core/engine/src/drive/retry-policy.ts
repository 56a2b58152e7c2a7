import type { ErrorData, Instant } from "@perennial/api";
import { inject, injectable } from "tsyringe";
import type { RandomPort } from "../ports/random-port.js";
import { RandomPortToken } from "../ports/tokens.js";
import { toInstant } from "../time.js";

/** Milliseconds. */
const base = 5_000;
const cap = 15 * 60_000;
/** What a person has to put right is looked at again within this time. */
const toBeFixed = 60_000;
/** Attempts of one step in a row, the first one included. */
export const mostAttempts = 8;

/** When a failed step is tried again by itself: exponential back-off with full jitter. */
@injectable()
export class RetryPolicy {
  constructor(@inject(RandomPortToken.symbol) private readonly random: RandomPort) {}

  /**
   * @param attempts failed attempts so far, this one included.
   * @returns undefined if it is not tried again by itself.
   */
  retryAt(error: ErrorData, attempts: number, now: number): Instant | undefined {
    if (error.retry === undefined) return undefined;
    const { untilFixed = false } = error.retry;
    if (!untilFixed && attempts >= mostAttempts) return undefined;
    const doubled = untilFixed ? toBeFixed : base * 2 ** (attempts - 1);
    const backOff = this.random.fraction() * Math.min(cap, doubled);
    const asked = (error.retry.after ?? 0) * 1000;
    return toInstant(now + Math.ceil(Math.max(backOff, asked)));
  }
}
