import { PerennialError, stepName } from "../index.js";
import type { Effect, Json, Renewal, StepType } from "../index.js";

/** A renewal in memory. Effects that were intended but not completed are looked for, as after a crash. */
export class FakeRenewal implements Renewal {
  readonly id = "acme-main-1";
  readonly group = "group-1";
  readonly profileId = "acme";
  readonly profile = {};
  readonly account = "main";
  readonly accounts = ["main"];
  readonly startedAt = "2026-11-20T09:30:00Z";
  readonly cancellation = {
    isCancellationRequested: false,
    onCancellationRequested: () => ({ dispose: () => undefined }),
  };
  readonly outputs = new Map<string, unknown>();
  readonly answers = new Map<string, unknown>();
  readonly effects = new Map<string, { readonly intent: Json; result?: Json }>();
  /** When the effects that are looked for were intended. */
  intendedAt = "2026-11-20T09:31:00Z";

  output<T>(step: StepType<T>): T {
    const name = stepName(step);
    if (!this.outputs.has(name)) throw new PerennialError("step.not-done", { step: name });
    return this.outputs.get(name) as T;
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

  async effect<T extends Json>({ key, intent, perform, find }: Effect<T>): Promise<T> {
    const known = this.effects.get(key);
    if (known?.result !== undefined) return known.result as T;
    const found = known === undefined ? undefined : await find({ intendedAt: this.intendedAt });
    const entry: { readonly intent: Json; result?: Json } = { intent };
    this.effects.set(key, entry);
    const result = found?.state === "happened" ? found.result : await perform();
    entry.result = result;
    return result;
  }
}
