import {
  PerennialError,
  type Effect,
  type Json,
  type JsonObject,
  type UnknownAttempt,
} from "@perennial/api";
import type { BegunEffect } from "./messages.js";
import { findNonJson } from "./plain-json.js";

/** The journal's side of an effect; the host's, over the link. */
export interface EffectJournal {
  beginEffect(key: string, intent: JsonObject): Promise<BegunEffect>;
  completeEffect(
    key: string,
    result: Json,
    how: "performed" | "found" | "confirmed",
  ): Promise<void>;
  clearEffect(key: string, why: JsonObject): Promise<void>;
  /** Never resolves: the host stops the run. */
  doubtEffect(key: string, canConfirm: boolean): Promise<void>;
}

/** Changes the outside exactly once: intent, perform, result; after a crash `find` is asked first. */
export async function runEffect<T extends Json>(
  journal: EffectJournal,
  effect: Effect<T>,
): Promise<T> {
  requirePlain(effect.intent, "intent");
  const begun = await journal.beginEffect(effect.key, effect.intent);
  switch (begun.state) {
    case "performed":
      return begun.result as T;
    case "perform":
      return await perform(journal, effect);
    case "confirmed":
      return await confirm(journal, effect, begun.reference);
    case "find":
      return await find(journal, effect, { intendedAt: begun.intendedAt });
  }
}

async function perform<T extends Json>(journal: EffectJournal, effect: Effect<T>): Promise<T> {
  let result: T;
  try {
    result = await effect.perform();
  } catch (error) {
    // Only a certain "nothing happened" withdraws the intent; anything else is asked later.
    if (PerennialError.is(error) && error.effect === "none") {
      await journal.clearEffect(effect.key, { error: error.code });
    }
    throw error;
  }
  return await complete(journal, effect, result, "performed");
}

async function find<T extends Json>(
  journal: EffectJournal,
  effect: Effect<T>,
  attempt: UnknownAttempt,
): Promise<T> {
  const found = await effect.find(attempt);
  switch (found.state) {
    case "happened":
      return await complete(journal, effect, found.result, "found");
    case "did-not-happen": {
      await journal.clearEffect(effect.key, { found: "did-not-happen" });
      const again = await journal.beginEffect(effect.key, effect.intent);
      if (again.state === "perform") return await perform(journal, effect);
      if (again.state === "performed") return again.result as T;
      return await doubt(journal, effect);
    }
    case "unknown":
      return await doubt(journal, effect);
    default:
      throw new PerennialError("plugin.bad-outcome", { path: `effect ${effect.key}: find()` });
  }
}

async function confirm<T extends Json>(
  journal: EffectJournal,
  effect: Effect<T>,
  reference: string,
): Promise<T> {
  if (effect.confirmed === undefined) return await doubt(journal, effect);
  return await complete(journal, effect, effect.confirmed(reference), "confirmed");
}

async function doubt<T extends Json>(journal: EffectJournal, effect: Effect<T>): Promise<never> {
  await journal.doubtEffect(effect.key, effect.confirmed !== undefined);
  throw new PerennialError("order.unknown-outcome", { effect: effect.key });
}

async function complete<T extends Json>(
  journal: EffectJournal,
  effect: Effect<T>,
  result: T,
  how: "performed" | "found" | "confirmed",
): Promise<T> {
  const value = (result ?? null) as T;
  requirePlain(value, `effect ${effect.key}`);
  await journal.completeEffect(effect.key, value, how);
  return value;
}

function requirePlain(value: unknown, root: string): void {
  const path = findNonJson(value, root);
  if (path !== undefined) throw new PerennialError("plugin.bad-outcome", { path });
}
