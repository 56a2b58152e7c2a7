/** Timers that tests drive. */
export interface TokenTimers {
  /** Milliseconds, of any beginning. */
  now(): number;
  /** Calls back once after so many milliseconds, unless it is cancelled before. */
  after(milliseconds: number, callback: () => void): { cancel(): void };
}

/** The system's timers; they do not keep the host's process alive. */
export const systemTokenTimers: TokenTimers = {
  now: () => performance.now(),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds).unref();
    return { cancel: () => clearTimeout(timer) };
  },
};
