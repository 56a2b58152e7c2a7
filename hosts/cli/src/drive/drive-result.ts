import type { ErrorData } from "@perennial/api";
import type { RenewalView } from "@perennial/engine";
import { ExitCode, exitCodeOf } from "../exit-code.js";

/** How far a renewal came in this run. */
export type DriveOutcome =
  | "done"
  | "cancelled"
  | "waiting"
  | "refused"
  | "failed"
  | "in-doubt"
  | "busy"
  | "interrupted"
  /** What it would go on with may not be used now. */
  | "blocked";

export interface DriveResult {
  readonly view: RenewalView;
  readonly outcome: DriveOutcome;
  /** Why an answer was refused, why it is busy, or what keeps it from going on. */
  readonly error?: ErrorData;
}

/** The exit code of a result. */
export function outcomeCode({ outcome, error }: DriveResult): ExitCode {
  switch (outcome) {
    case "done":
    case "cancelled":
      return ExitCode.done;
    case "waiting":
      return ExitCode.waiting;
    case "refused":
      return ExitCode.refused;
    case "failed":
      return ExitCode.failed;
    case "blocked":
      return error === undefined ? ExitCode.failed : exitCodeOf(error);
    case "in-doubt":
      return ExitCode.inDoubt;
    case "busy":
      return ExitCode.busy;
    case "interrupted":
      return ExitCode.interrupted;
  }
}

/** The outcome that a renewal's state is, when nothing more is done about it. */
export function outcomeOf(view: RenewalView): DriveOutcome {
  switch (view.state) {
    case "done":
    case "cancelled":
    case "in-doubt":
      return view.state;
    case "failed":
      if (wantsPerson(view)) return "waiting";
      // With a time to try again it is not over, unless a person has to put something right first.
      return view.wakeAt === undefined || needsFixing(view) ? "failed" : "waiting";
    case "waiting":
    case "ready":
      return "waiting";
  }
}

/** It failed because nobody was there who has the PIN; nothing was tried. */
export function wantsPerson({ state, error }: Pick<RenewalView, "state" | "error">): boolean {
  if (state !== "failed" || error === undefined) return false;
  // Whoever presses Enter at the question has it not at hand.
  return exitCodeOf(error) === ExitCode.waiting || error.code === "token.pin-empty";
}

/** It failed for something on this machine that a person has to put right, a passphrase for example. */
export function needsFixing({ state, error }: RenewalView): boolean {
  return state === "failed" && error?.retry?.untilFixed === true;
}
