import type { ClockPort } from "./clock-port.js";

/** The longest delay that a timer of Node keeps: more fires at once. */
const longest = 2 ** 31 - 1;

/** The machine's clock. */
export class SystemClock implements ClockPort {
  now(): number {
    return Date.now();
  }

  async sleep(
    milliseconds: number,
    signal?: AbortSignal,
    options: { readonly background?: boolean } = {},
  ): Promise<void> {
    const end = performance.now() + milliseconds;
    for (;;) {
      const left = end - performance.now();
      if (left <= 0 || signal?.aborted === true) return;
      await this.once(Math.min(left, longest), signal, options.background === true);
    }
  }

  private once(
    milliseconds: number,
    signal: AbortSignal | undefined,
    background: boolean,
  ): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", end);
        resolve();
      };
      const timer = setTimeout(end, milliseconds);
      if (background) timer.unref();
      signal?.addEventListener("abort", end, { once: true });
    });
  }
}
