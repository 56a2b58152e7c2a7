import { injectable } from "tsyringe";
import { inheritInjections } from "./inject.js";
import type { Outcome } from "./outcome.js";
import type { Renewal } from "./renewal.js";

/**
 * One step of a renewal. Between effects its code must be safe to repeat: it runs again after every
 * wait and after every crash, until it answers done or skipped.
 */
export interface Step<T, P = never> {
  run(renewal: Renewal<P>): Promise<Outcome<T>>;
}

/** The class of a step. `P` is erased: each flow knows its own profile. */
export interface StepType<T = unknown> {
  new (...services: never[]): { run(renewal: never): Promise<Outcome<T>> };
}

/** Tells the host of a class that another copy of this package decorated, which a plugin bundled. */
const mark = Symbol.for("perennial.step");
const names = new WeakMap<object, string>();

/** Declares a step and its name in the journal. The name never changes: renaming is a new step. */
export function step(name: string): (target: StepType) => void {
  return (target) => {
    names.set(target, name);
    Object.defineProperty(target, mark, { value: name });
    inheritInjections(target);
    injectable()(target as unknown as new (...args: unknown[]) => unknown);
  };
}

/** The name given by {@link step}. */
export function stepName(type: StepType): string {
  const name = names.get(type);
  if (name === undefined) throw new TypeError(`${type.name} is not decorated with @step("name")`);
  return name;
}

/** A provider's steps in order. */
export interface Flow {
  readonly provider: string;
  readonly steps: readonly StepType[];
}

/** The flow of a provider: its id and its steps in order, as in the vendor's manual. */
export function renewal(provider: string, steps: readonly StepType[]): Flow {
  const seen = new Set<string>();
  for (const type of steps) {
    const name = stepName(type);
    if (seen.has(name)) throw new TypeError(`${provider}: two steps are named ${name}`);
    seen.add(name);
  }
  return { provider, steps };
}
