import { toErrorData, type ErrorData } from "./errors.js";
import type { Json } from "./json.js";
import type { Message } from "./message.js";
import type { Wait } from "./wait.js";

export interface Done<T> {
  readonly outcome: "done";
  readonly output: T;
  /** What is worth telling the person about it. */
  readonly notes?: readonly Message[];
}
export interface Skipped {
  readonly outcome: "skipped";
  readonly reason: Message;
}
export interface Waiting {
  readonly outcome: "waiting";
  readonly wait: Wait;
}
export interface Failed {
  readonly outcome: "failed";
  readonly error: ErrorData;
}

/** How a run of a step ended. */
export type Outcome<T> = Done<T> | Skipped | Waiting | Failed;

/** The step is complete; `output` is journaled and never computed again. */
export function done<T extends Json | void>(
  output: T,
  notes?: readonly Message[],
): Done<T extends Json ? T : null> {
  const value = (output ?? null) as T extends Json ? T : null;
  return notes === undefined
    ? { outcome: "done", output: value }
    : { outcome: "done", output: value, notes };
}

/** The step does not apply, for this reason. */
export function skipped(reason: Message): Skipped {
  return { outcome: "skipped", reason };
}

/** The step is run again when `wait` is over. */
export function waiting(wait: Wait): Waiting {
  return { outcome: "waiting", wait };
}

/** The step failed. It is tried again by itself only if the error carries `retry`. */
export function failed(error: unknown): Failed {
  return { outcome: "failed", error: toErrorData(error) };
}
