import { PerennialError } from "@perennial/api";
import type { PinEntry, PinQuestion, PinSource } from "@perennial/hardware";

/**
 * PINs for the steps of renewals. Somebody who leaves at the question for a PIN leaves the command,
 * as at any other question: the step is not failed for it, but left where it is and resumed later.
 */
export class RenewalPins implements PinSource {
  constructor(
    private readonly source: PinSource,
    /** Tells the command to stop, as a signal does. */
    private readonly leave: () => void,
    /** Aborted when the engine was told to stop: a step that fails then says nothing of itself. */
    private readonly stopping: AbortSignal,
  ) {}

  get unattended(): boolean {
    return this.source.unattended;
  }

  async ask(question: PinQuestion, signal?: AbortSignal): Promise<PinEntry | undefined> {
    try {
      return await this.source.ask(question, signal);
    } catch (error) {
      if (!isLeaving(error)) throw error;
      this.leave();
      await aborted(this.stopping);
      throw error;
    }
  }
}

function isLeaving(error: unknown): boolean {
  return ["cli.interrupted", "cli.input-ended"].some((code) => PerennialError.is(error, code));
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
