import { localEffects, type ProviderManifest } from "@perennial/api";
import type { Journal } from "@perennial/store";
import type { OutsideStep } from "../protocol.js";
import { asFor } from "../renewals/conditions.js";
import { numbersOf } from "./step-numbers.js";

/**
 * The steps that have changed something outside, in their order. Without the manifest, and of what it
 * does not say to be local, everything counts: rather once too often than ordered twice unawares.
 */
export function outsideSteps(
  { renewal, effects }: Pick<Journal, "renewal" | "effects">,
  provider: ProviderManifest | undefined,
): readonly OutsideStep[] {
  const numbers = provider && numbersOf(renewal, provider);
  const local = new Set([...localEffects, ...(provider?.localEffects ?? [])]);
  const order = [...new Set([...renewal.steps, ...effects.map(({ step }) => step)])];
  return order.flatMap((name) => {
    const manifest = provider?.steps.find((step) => step.name === name);
    const done = effects.filter(
      ({ step, key, state }) => step === name && state === "performed" && !local.has(kindOf(key)),
    );
    const last = done.at(-1);
    if (last === undefined) return [];
    const number = numbers?.get(name);
    return {
      name,
      ...(number === undefined ? {} : { number }),
      title: manifest ? asFor(manifest, renewal.profile, renewal.account).title : name,
      at: last.begunAt,
      effects: done.map(({ key }) => key),
    };
  });
}

function kindOf(key: string): string {
  return key.split(":", 1)[0] ?? key;
}
