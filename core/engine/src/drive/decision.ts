import type { Journal } from "@perennial/store";
import { toMilliseconds } from "../time.js";
import { hasExpired, type Waits } from "../waits/waits.js";
import { decisionOf, openEffects, unsettledEffects } from "./doubt.js";

/** What a renewal does next. */
export type NextMove =
  /** Nothing can be done now. */
  | "rest"
  /** Run the current step. */
  | "run"
  /** All steps have ended. */
  | "finish"
  | "cancel"
  /** The wait has run out. */
  | "expire";

/** The first step that has not ended. */
export function nextStep(journal: Journal): string | undefined {
  const ended = new Set(journal.steps.map((step) => step.name));
  return journal.renewal.steps.find((name) => !ended.has(name));
}

/** Decides from the journal alone, and from what lies in watched folders. */
export async function nextMove(journal: Journal, waits: Waits, now: number): Promise<NextMove> {
  const { renewal } = journal;
  if (renewal.state === "done" || renewal.state === "cancelled") return "rest";
  // An effect of which nobody knows is found out about first: a cancelled order may be on its way.
  if (renewal.cancelRequested && unsettledEffects(journal).length === 0) return "cancel";
  if (nextStep(journal) === undefined) return "finish";
  // Once more, only to find out about it; a run that cannot leaves the renewal in doubt.
  if (renewal.cancelRequested && renewal.state !== "in-doubt") return "run";
  switch (renewal.state) {
    case "ready":
      return "run";
    case "in-doubt":
      return isSettled(journal) ? "run" : "rest";
    case "failed":
      return isPast(renewal.wakeAt, now) ? "run" : "rest";
    case "waiting": {
      const { wait } = renewal;
      if (wait === undefined || (await waits.isOver(wait, journal, now))) return "run";
      return hasExpired(wait, now) ? "expire" : "rest";
    }
  }
}

function isSettled(journal: Journal): boolean {
  const open = openEffects(journal, journal.renewal.currentStep);
  return open.every((effect) => decisionOf(journal, effect.key) !== undefined);
}

function isPast(at: string | undefined, now: number): boolean {
  return at !== undefined && now >= toMilliseconds(at);
}
