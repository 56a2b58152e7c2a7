import type { PluginLimits } from "./limits.js";
import type { Timers } from "./timers.js";

/**
 * The time limits of one run of a step: one for all of it, and one for silence. Silence counts from
 * the child's last sign of life; a sign is also that the host answered it. Neither counts what a
 * person or a token takes: while it is held no time passes.
 */
export class CallDeadline {
  #left: number;
  #since: number;
  #holds = 0;
  #total: { cancel(): void } | undefined;
  #silence: { cancel(): void } | undefined;

  constructor(
    private readonly limits: PluginLimits,
    private readonly timers: Timers,
    private readonly passed: (limit: "step" | "silence", milliseconds: number) => void,
  ) {
    this.#left = limits.step;
    this.#since = timers.now();
    this.#run();
  }

  sign(): void {
    this.#silence?.cancel();
    if (this.#holds > 0) return;
    this.#silence = this.timers.after(this.limits.silence, () =>
      this.passed("silence", this.limits.silence),
    );
  }

  /** Until as many times {@link release}, the host makes the child wait. */
  hold(): void {
    this.#holds += 1;
    if (this.#holds > 1) return;
    this.#left -= this.timers.now() - this.#since;
    this.cancel();
  }

  release(): void {
    this.#holds -= 1;
    if (this.#holds === 0) this.#run();
  }

  cancel(): void {
    this.#total?.cancel();
    this.#silence?.cancel();
  }

  #run(): void {
    this.#since = this.timers.now();
    this.#total = this.timers.after(Math.max(0, this.#left), () =>
      this.passed("step", this.limits.step),
    );
    this.sign();
  }
}
