import type { ProcessOptions, ProcessResult } from "../harness/index.js";

/** A line of `watch --json`. */
export interface WatchEvent {
  readonly event?: string;
  readonly at?: string;
  readonly token?: { readonly label: string; readonly states: readonly string[] };
}

/** A `watch --json` that runs, and what it has told. */
export class Watching {
  readonly #stop = new AbortController();
  readonly #looks = new Set<() => void>();
  readonly #ended: Promise<ProcessResult>;
  #output = "";

  constructor(start: (options: Partial<ProcessOptions>) => Promise<ProcessResult>) {
    const onOutput = (output: string): void => {
      this.#output = output;
      for (const look of this.#looks) look();
    };
    this.#ended = start({ onOutput, signal: this.#stop.signal, killSignal: "SIGINT" });
  }

  get events(): readonly WatchEvent[] {
    const whole = this.#output.split("\n").slice(0, -1);
    return whole.map((line) => JSON.parse(line) as WatchEvent);
  }

  /** Waits until it has told as many events of the kind, and answers the last of them. */
  async told(event: string, label?: string, times = 1): Promise<WatchEvent> {
    const found = Promise.withResolvers<WatchEvent>();
    const look = (): void => {
      const events = this.events.filter(
        (one) => one.event === event && (label === undefined || one.token?.label === label),
      );
      const last = events.at(times - 1);
      if (last !== undefined) found.resolve(last);
    };
    this.#looks.add(look);
    look();
    const early = this.#ended.then(({ stdout, stderr }) => {
      throw new Error(`It ended before ${times} times ${event}: ${stdout}${stderr}`);
    });
    try {
      return await Promise.race([found.promise, early]);
    } finally {
      this.#looks.delete(look);
    }
  }

  /** Ends it as Ctrl-C does. */
  stop(): Promise<ProcessResult> {
    this.#stop.abort();
    return this.#ended;
  }
}
