import type { TokenTimers } from "./timers.js";

interface Running {
  readonly call: string;
  readonly limit: number;
}

/**
 * The deadlines of the calls that a process is answering. A call may have to wait for an older one
 * that the module does in one piece; so the oldest call's deadline counts, and the next one's begins
 * when that is over. Listing tokens never ends the making of a key.
 */
export class CallDeadlines {
  readonly #running = new Set<Running>();
  #oldest: Running | undefined;
  #timer: { cancel(): void } | undefined;

  constructor(
    private readonly timers: TokenTimers,
    private readonly passed: (call: string, limit: number) => void,
  ) {}

  begin(call: string, limit: number): { end(): void } {
    const running: Running = { call, limit };
    this.#running.add(running);
    this.#arm();
    return {
      end: () => {
        this.#running.delete(running);
        this.#arm();
      },
    };
  }

  dispose(): void {
    this.#running.clear();
    this.#arm();
  }

  #arm(): void {
    const [oldest] = this.#running;
    if (oldest === this.#oldest) return;
    this.#oldest = oldest;
    this.#timer?.cancel();
    if (oldest === undefined) return;
    this.#timer = this.timers.after(oldest.limit, () => this.passed(oldest.call, oldest.limit));
  }
}
