import type { PluginLimits } from "./limits.js";
import type { Timers } from "./timers.js";

/**
 * The time limits of one run of a step: one for all of it, and one for silence. Silence counts from
 * the child's last sign of life; a sign is also that the host answered it.
 */
export class CallDeadline {
  readonly #total: { cancel(): void };
  #silence: { cancel(): void } | undefined;

  constructor(
    private readonly limits: PluginLimits,
    private readonly timers: Timers,
    private readonly passed: (limit: "step" | "silence", milliseconds: number) => void,
  ) {
    this.#total = timers.after(limits.step, () => passed("step", limits.step));
    this.sign();
  }

  sign(): void {
    this.#silence?.cancel();
    this.#silence = this.timers.after(this.limits.silence, () =>
      this.passed("silence", this.limits.silence),
    );
  }

  cancel(): void {
    this.#total.cancel();
    this.#silence?.cancel();
  }
}
