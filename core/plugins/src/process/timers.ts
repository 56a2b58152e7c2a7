/** Timers that tests drive. */
export interface Timers {
  now(): number;
  /** Calls back once after so many milliseconds, unless it is cancelled before. */
  after(milliseconds: number, callback: () => void): { cancel(): void };
}

/** The system's timers; they do not keep the host's process alive. */
export const systemTimers: Timers = {
  now: () => performance.now(),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds).unref();
    return { cancel: () => clearTimeout(timer) };
  },
};
