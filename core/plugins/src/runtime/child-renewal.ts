import {
  PerennialError,
  stepName,
  type CancellationToken,
  type CurrentCertificate,
  type Effect,
  type Json,
  type JsonObject,
  type Renewal,
  type StepType,
} from "@perennial/api";
import type { StepRun } from "@perennial/engine";
import { runEffect, type EffectJournal } from "./run-effect.js";

/** A running renewal as a step sees it, made from the plain data of one run. */
export class ChildRenewal implements Renewal<JsonObject> {
  readonly id: string;
  readonly group: string;
  readonly profileId: string;
  readonly profile: JsonObject;
  readonly account: string;
  readonly accounts: readonly string[];
  readonly startedAt: string;
  declare readonly current?: CurrentCertificate;

  /** The newest of each key. */
  private readonly effects = new Map<string, Promise<unknown>>();

  constructor(
    private readonly run: StepRun,
    private readonly journal: EffectJournal,
    readonly cancellation: CancellationToken,
  ) {
    this.id = run.renewal;
    this.group = run.group;
    this.profileId = run.profileId;
    this.profile = run.profile;
    this.account = run.account;
    this.accounts = run.accounts;
    this.startedAt = run.startedAt;
    if (run.current !== undefined) this.current = run.current;
  }

  output<T>(step: StepType<T>): T {
    const name = stepName(step);
    if (!Object.hasOwn(this.run.outputs, name)) {
      throw new PerennialError("step.not-done", { step: name });
    }
    return this.run.outputs[name] as T;
  }

  outputIfDone<T>(step: StepType<T>): T | undefined {
    return own(this.run.outputs, stepName(step)) as T | undefined;
  }

  siblingOutput<T>(account: string, step: StepType<T>): T | undefined {
    const outputs = own(this.run.siblings, account);
    return outputs === undefined ? undefined : (own(outputs, stepName(step)) as T | undefined);
  }

  answer<T>(key: string): T | undefined {
    return own(this.run.answers, key) as T | undefined;
  }

  effect<T extends Json>(effect: Effect<T>): Promise<T> {
    const perform = () => runEffect(this.journal, effect);
    // Of two under one key at once, the second would look outside while the first is on its way.
    const before = this.effects.get(effect.key);
    const own = before === undefined ? perform() : before.then(perform, perform);
    this.effects.set(effect.key, own);
    return own;
  }
}

function own<T>(record: { readonly [name: string]: T }, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
