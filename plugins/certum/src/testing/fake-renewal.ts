import {
  PerennialError,
  stepName,
  type CurrentCertificate,
  type Effect,
  type Json,
  type JsonObject,
  type Renewal,
  type StepType,
} from "@perennial/api";
import assert from "node:assert/strict";
import type { CertumProfile } from "../profile.js";

interface EffectEntry {
  readonly intent: JsonObject;
  readonly intendedAt: string;
  readonly result?: Json;
}

/** Where a test stops the machine: when the effect is intended, or after it was performed or failed. */
export type Crash = {
  readonly key: RegExp;
  readonly at: "before-perform" | "after-perform" | "after-failure";
};

/** The machine stopped. */
export class Crashed extends Error {}

/** A renewal with its journal in memory, kept as the engine keeps it. */
export class FakeRenewal implements Renewal<CertumProfile> {
  readonly outputs = new Map<string, unknown>();
  /** Names of the steps that are done or were skipped. */
  readonly ended = new Set<string>();
  readonly answers = new Map<string, unknown>();
  readonly effects = new Map<string, EffectEntry>();
  readonly group = "group-1";
  readonly profileId = "anna";
  readonly startedAt = "2026-11-20T09:30:00Z";
  crash: Crash | undefined;
  current?: CurrentCertificate;
  readonly cancellation = {
    isCancellationRequested: false,
    onCancellationRequested: () => ({ dispose: () => undefined }),
  };

  readonly account = "main";
  readonly accounts = ["main"];

  constructor(
    readonly id: string,
    readonly profile: CertumProfile,
    private readonly clock: { readonly time: string },
  ) {}

  output<T>(step: StepType<T>): T {
    const output = this.outputIfDone(step);
    if (output === undefined) throw new PerennialError("step.not-done", { step: stepName(step) });
    return output;
  }

  outputIfDone<T>(step: StepType<T>): T | undefined {
    return this.outputs.get(stepName(step)) as T | undefined;
  }

  siblingOutput(): undefined {
    return undefined;
  }

  answer<T>(key: string): T | undefined {
    return this.answers.get(key) as T | undefined;
  }

  async effect<T extends Json>(effect: Effect<T>): Promise<T> {
    const known = this.effects.get(effect.key);
    if (known?.result !== undefined) return known.result as T;
    if (known !== undefined) {
      const found = await effect.find({ intendedAt: known.intendedAt });
      if (found.state === "happened") return this.record(effect, found.result);
      if (found.state === "unknown") throw new PerennialError("order.unknown-outcome", {});
      this.effects.delete(effect.key);
    }
    const intent: JsonObject = JSON.parse(JSON.stringify(effect.intent));
    this.effects.set(effect.key, { intent, intendedAt: this.clock.time });
    this.crashAt(effect.key, "before-perform");
    try {
      const result = await effect.perform();
      this.crashAt(effect.key, "after-perform");
      return this.record(effect, result);
    } catch (error) {
      this.crashAt(effect.key, "after-failure");
      if (PerennialError.is(error) && error.effect === "none") this.effects.delete(effect.key);
      throw error;
    }
  }

  /** Drops the records of the step and of every step after it; effects stay. */
  goBack(step: string): void {
    const names = [...this.ended];
    assert.ok(names.includes(step), `${step} is not done`);
    for (const name of names.slice(names.indexOf(step))) {
      this.ended.delete(name);
      this.outputs.delete(name);
    }
    this.answers.clear();
  }

  /** An effect of which nobody recorded how it ended: with it the engine lets no step end. */
  openEffect(): string | undefined {
    return [...this.effects].find(([, { result }]) => result === undefined)?.[0];
  }

  private record<T extends Json>({ key, intent }: Effect<T>, result: T): T {
    const intendedAt = this.effects.get(key)?.intendedAt ?? this.clock.time;
    this.effects.set(key, { intent, intendedAt, result });
    return JSON.parse(JSON.stringify(result)) as T;
  }

  private crashAt(key: string, at: Crash["at"]): void {
    if (this.crash?.at !== at || !this.crash.key.test(key)) return;
    this.crash = undefined;
    throw new Crashed(`${at} ${key}`);
  }
}
