import { message, type ErrorData, type Json, type WaitForPerson } from "@perennial/api";
import type { EffectRecord, Journal, Next, Signal } from "@perennial/store";

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

/** The state of a renewal whose effect nobody but the person can settle. */
export function inDoubt(
  step: string,
  effectKey: string,
  canConfirm: boolean,
): Extract<Next, { state: "in-doubt" }> {
  const happened = { value: "happened", label: message("engine.in-doubt.happened") };
  const didNot = { value: "did-not-happen", label: message("engine.in-doubt.did-not-happen") };
  const wait: WaitForPerson = {
    for: "person",
    key: doubtKey(effectKey),
    text: message("engine.in-doubt.text", { effect: effectKey }),
    instructions: [
      message("engine.in-doubt.look"),
      message(canConfirm ? "engine.in-doubt.reference" : "engine.in-doubt.cannot-confirm"),
    ],
    question: { type: "choice", options: canConfirm ? [happened, didNot] : [didNot] },
  };
  const error: ErrorData = {
    code: "order.unknown-outcome",
    params: { effect: effectKey, step },
    effect: "unknown",
    step,
  };
  return { state: "in-doubt", currentStep: step, wait, error };
}

function isDecision(value: Json): value is Json & Decision {
  return (
    typeof value === "object" &&
    value !== null &&
    (value as { happened?: Json }).happened === true &&
    typeof (value as { reference?: Json }).reference === "string"
  );
}
