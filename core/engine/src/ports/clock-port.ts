/** The time. Everything in core and hosts that needs it asks this; tests drive it. */
export interface ClockPort {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
  /**
   * Resolves after so many milliseconds of this clock, or early when `signal` is aborted. With
   * `background` the process need not stay alive for it.
   */
  sleep(
    milliseconds: number,
    signal?: AbortSignal,
    options?: { readonly background?: boolean },
  ): Promise<void>;
}
