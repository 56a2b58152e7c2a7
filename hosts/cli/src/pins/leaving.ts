import { PerennialError } from "@perennial/api";

/** How a command is left in the middle of a step. */
export interface Leaving {
  /** Tells the command to stop, as a signal does. */
  readonly leave: () => void;
  /** Aborted when the engine was told to stop: a step that fails then says nothing of itself. */
  readonly stopping: AbortSignal;
}

/**
 * Asks during a step. Somebody who leaves at the question leaves the command, as at any other question:
 * the step is not failed for it, but left where it is and resumed later.
 */
export async function askedInStep<T>(
  { leave, stopping }: Leaving,
  ask: () => Promise<T>,
): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!isLeaving(error)) throw error;
    leave();
    await aborted(stopping);
    throw error;
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
