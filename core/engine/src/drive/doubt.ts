import {
  message,
  type ErrorData,
  type Json,
  type Question,
  type WaitForPerson,
} from "@perennial/api";
import type { EffectRecord, Journal, Next, Signal } from "@perennial/store";

type ChoiceQuestion = Extract<Question, { type: "choice" }>;

const prefix = "effect:";

/**
 * The person said that an effect in doubt happened; the value of a signal. That it did not is
 * recorded in the effect itself, which is absent then.
 */
export interface Decision {
  readonly happened: true;
  /** What the outside calls it; may be empty. */
  readonly reference: string;
}

/** The key of the wait, and of the decision's signal, for an effect. */
export function doubtKey(effectKey: string): string {
  return `${prefix}${effectKey}`;
}

/** Whether a signal or wait is about an effect in doubt rather than a step's own. */
export function isDoubtKey(key: string): boolean {
  return key.startsWith(prefix);
}

/** Effects of which nobody recorded how they ended. */
export function openEffects(journal: Journal, step?: string): readonly EffectRecord[] {
  return journal.effects.filter(
    (effect) => effect.state === "intended" && (step === undefined || effect.step === step),
  );
}

/** The newest decision about an effect that was not taken back. */
export function decisionOf(
  journal: Journal,
  effectKey: string,
): { readonly decision: Decision; readonly signal: Signal } | undefined {
  const signal = journal.signals.findLast(
    (given) => given.key === doubtKey(effectKey) && given.consumed === undefined,
  );
  if (signal === undefined || !isDecision(signal.value)) return undefined;
  return { decision: signal.value, signal };
}

/** Effects that neither the outside nor the person has settled. */
export function unsettledEffects(journal: Journal): readonly EffectRecord[] {
  return openEffects(journal).filter((effect) => decisionOf(journal, effect.key) === undefined);
}

/**
 * What becomes of a renewal once the person has said whether an effect happened: the step goes on
 * from it, it can only be done again, or the renewal is cancelled in either case.
 */
export type Afterwards = "goes-on" | "cannot-go-on" | "cancelled";

/**
 * The state of a renewal whose effect nobody but the person can settle.
 * @param cause why looking for it failed.
 */
export function inDoubt(
  step: string,
  effectKey: string,
  afterwards: Afterwards,
  cause?: ErrorData,
): Extract<Next, { state: "in-doubt" }> {
  const wait: WaitForPerson = {
    for: "person",
    key: doubtKey(effectKey),
    text: message("engine.in-doubt.text", { effect: effectKey }),
    instructions: [message("engine.in-doubt.look"), message(instructions[afterwards])],
    question: { type: "choice", options: optionsFor(afterwards) },
  };
  const error: ErrorData = {
    code: "order.unknown-outcome",
    params: { effect: effectKey, step },
    effect: "unknown",
    step,
    ...(cause === undefined ? {} : { cause }),
  };
  return { state: "in-doubt", currentStep: step, wait, error };
}

const instructions = {
  "goes-on": "engine.in-doubt.reference",
  "cannot-go-on": "engine.in-doubt.cannot-confirm",
  cancelled: "engine.in-doubt.cancelled",
} as const;

function optionsFor(afterwards: Afterwards): ChoiceQuestion["options"] {
  const happened = { value: "happened", label: message("engine.in-doubt.happened") };
  const again = { value: "did-not-happen", label: message("engine.in-doubt.did-not-happen") };
  const didNot = { value: "did-not-happen", label: message("engine.in-doubt.never-happened") };
  switch (afterwards) {
    case "goes-on":
      return [happened, again];
    case "cannot-go-on":
      return [again];
    case "cancelled":
      return [happened, didNot];
  }
}

function isDecision(value: Json): value is Json & Decision {
  return (
    typeof value === "object" &&
    value !== null &&
    (value as { happened?: Json }).happened === true &&
    typeof (value as { reference?: Json }).reference === "string"
  );
}
