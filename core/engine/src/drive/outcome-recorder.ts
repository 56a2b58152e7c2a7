import {
  message,
  type ErrorData,
  type Json,
  type Message,
  type Outcome,
  type Wait,
} from "@perennial/api";
import {
  RenewalStoreToken,
  type Changes,
  type Journal,
  type Next,
  type RenewalStore,
  type Signal,
} from "@perennial/store";
import { inject, injectable } from "tsyringe";
import { EngineEvents } from "../engine-events.js";
import type { ClockPort } from "../ports/clock-port.js";
import { ClockPortToken } from "../ports/tokens.js";
import { toInstant } from "../time.js";
import { fileDigest } from "../waits/wait-handler.js";
import { hasExpired, Waits } from "../waits/waits.js";
import { AbsentToken } from "./absent-token.js";
import { nextStep } from "./decision.js";
import { doubtKey, inDoubt, openEffects, unsettledEffects, type Afterwards } from "./doubt.js";
import { LeaseToken } from "./drive-scope.js";
import type { Lease } from "./lease.js";
import { RetryPolicy } from "./retry-policy.js";

const nothing = { taken: [], refused: [] } as const;

/** Writes how a step ended and tells it, in this order. */
@injectable()
export class OutcomeRecorder {
  constructor(
    @inject(LeaseToken.symbol) private readonly lease: Lease,
    @inject(RenewalStoreToken.symbol) private readonly store: RenewalStore,
    @inject(ClockPortToken.symbol) private readonly clock: ClockPort,
    @inject(EngineEvents) private readonly events: EngineEvents,
    @inject(Waits) private readonly waits: Waits,
    @inject(RetryPolicy) private readonly retries: RetryPolicy,
    @inject(AbsentToken) private readonly absentToken: AbsentToken,
  ) {}

  /** @param before the journal that the run began with: what was given later is left for the next. */
  async record(
    before: Journal,
    step: string,
    outcome: Outcome<Json>,
    notes: readonly Message[],
  ): Promise<void> {
    switch (outcome.outcome) {
      case "done": {
        const open = await this.effectLeftOpen(step);
        if (open !== undefined) return this.failed(before, step, open);
        const remarks = [...(outcome.notes ?? []), ...notes];
        return this.ended(before, step, "done", outcome.output, remarks);
      }
      case "skipped": {
        const open = await this.effectLeftOpen(step);
        if (open !== undefined) return this.failed(before, step, open);
        return this.ended(before, step, "skipped", null, [outcome.reason, ...notes]);
      }
      case "waiting": {
        const open = await this.openWhenCancelled(before);
        if (open !== undefined) return this.inDoubt(before, step, open, "cancelled");
        return this.waiting(before, step, outcome.wait);
      }
      case "failed": {
        const open = await this.openWhenCancelled(before);
        if (open !== undefined) {
          return this.inDoubt(before, step, open, "cancelled", outcome.error);
        }
        const wait = await this.absentToken.waitFor(before, outcome.error);
        if (wait !== undefined) return this.waiting(before, step, wait);
        return this.failed(before, step, outcome.error);
      }
    }
  }

  /** A step that ends while one of its effects may or may not have happened would hide it. */
  private async effectLeftOpen(step: string): Promise<ErrorData | undefined> {
    const [open] = openEffects(await this.store.load(this.lease.renewal), step);
    if (open === undefined) return undefined;
    const params = { step, effect: open.key };
    return { code: "step.effect-open", params, retry: {}, effect: "unknown", step };
  }

  /**
   * The effect that keeps the renewal from being cancelled, if this run had it to look for and could
   * not tell either. Whoever cancels does not wait for what would tell: the person has to say.
   */
  private async openWhenCancelled(before: Journal): Promise<string | undefined> {
    const journal = await this.store.load(this.lease.renewal);
    if (!journal.renewal.cancelRequested) return undefined;
    const known = new Set(unsettledEffects(before).map(({ key }) => key));
    return unsettledEffects(journal).find(({ key }) => known.has(key))?.key;
  }

  /** The manifest says that the step is for another account or another kind of profile. */
  notApplicable(before: Journal, step: string): Promise<void> {
    return this.ended(before, step, "skipped", null, [message("step.not-applicable")]);
  }

  async failed(before: Journal, step: string, error: ErrorData): Promise<void> {
    const now = this.clock.now();
    const { state, attempts: failedBefore } = before.renewal;
    // What a person has to put right says nothing about what is tried.
    const counted = error.retry?.untilFixed === true ? 0 : 1;
    const attempts = (state === "failed" ? failedBefore : 0) + counted;
    const wakeAt = this.retries.retryAt(error, attempts, now);
    const wake = wakeAt === undefined ? {} : { wakeAt };
    await this.park({ state: "failed", currentStep: step, error, attempts, ...wake });
    const retry = wakeAt === undefined ? {} : { retryAt: wakeAt };
    this.events.emit({ type: "failed", renewal: this.lease.renewal, step, error, ...retry });
  }

  async expired(before: Journal, step: string, wait: Wait): Promise<void> {
    const params = { key: wait.key, deadline: wait.deadline };
    await this.failed(before, step, { code: "wait.deadline-passed", params, effect: "none", step });
  }

  async inDoubt(
    before: Journal,
    step: string,
    effectKey: string,
    afterwards: Afterwards,
    cause?: ErrorData,
  ): Promise<void> {
    const next = inDoubt(step, effectKey, afterwards, cause);
    // A decision that the step could not use is taken back, or it would be used for ever.
    const refused = unconsumed(before, (signal) => signal.key === doubtKey(effectKey));
    await this.park(next, { taken: [], refused });
    const { renewal } = this.lease;
    const { error, wait } = next;
    this.events.emit({ type: "effect", renewal, step, key: effectKey, state: "in-doubt" });
    this.events.emit({ type: "failed", renewal, step, error });
    this.events.emit({ type: "waiting", renewal, step, wait });
  }

  async finished(): Promise<void> {
    await this.park({ state: "done" });
    this.events.emit({ type: "done", renewal: this.lease.renewal });
  }

  async cancelled(): Promise<void> {
    await this.park({ state: "cancelled" });
    this.events.emit({ type: "cancelled", renewal: this.lease.renewal });
  }

  private async ended(
    before: Journal,
    step: string,
    state: "done" | "skipped",
    output: Json,
    remarks: readonly Message[],
  ): Promise<void> {
    const { renewal } = this.lease;
    const record = { name: step, state, output, remarks: remarks.map((remark) => ({ ...remark })) };
    const following = nextStep({
      ...before,
      steps: [...before.steps, { ...record, finishedAt: "" }],
    });
    const next: Next =
      following === undefined ? { state: "done" } : { state: "ready", currentStep: following };
    const taken = unconsumed(before, (signal) => signal.step === step);
    await this.store.completeStep(this.lease.fence, record, taken, next, this.now());
    this.events.emit({ type: "step-ended", renewal, step, outcome: state, notes: remarks });
    if (following === undefined) this.events.emit({ type: "done", renewal });
  }

  private async waiting(before: Journal, step: string, asked: Wait): Promise<void> {
    const wait = this.waits.withHint(asked);
    const { renewal } = before;
    const now = this.clock.now();
    const same = renewal.state === "waiting" && renewal.wait?.key === wait.key;
    // The last look of a poll was in vain.
    if (wait.for === "poll" && hasExpired(wait, now)) return this.expired(before, step, wait);
    if (same && (wait.for === "date" || wait.for === "step")) {
      if (await this.waits.isOver(wait, before, now)) return this.inVain(before, step, wait);
    }
    if (!same) await this.waits.prepare(wait, renewal.profileId);
    const attempts = same ? renewal.attempts + 1 : 0;
    const wakeAt = this.waits.wakeAt(wait, attempts, now);
    const given = judged(before, step, wait.key);
    const next: Next = {
      state: "waiting",
      currentStep: step,
      wait,
      attempts,
      ...(wakeAt === undefined ? {} : { wakeAt }),
    };
    await this.park(next, judgement(given, renewal.id, step, wait));
    this.events.emit({ type: "waiting", renewal: renewal.id, step, wait });
  }

  /** What the step waits for is there and it waits again: it would do so for ever. */
  private inVain(before: Journal, step: string, wait: Wait): Promise<void> {
    const params = { step, key: wait.key };
    return this.failed(before, step, { code: "step.waits-in-vain", params, effect: "none", step });
  }

  private park(next: Next, changes: Changes = nothing): Promise<void> {
    return this.store.park(this.lease.fence, next, changes, this.now());
  }

  private now(): string {
    return toInstant(this.clock.now());
  }
}

function unconsumed(journal: Journal, which: (signal: Signal) => boolean): readonly number[] {
  return journal.signals
    .filter((signal) => signal.consumed === undefined && which(signal))
    .map((signal) => signal.id);
}

/** What was given is refused where the wait says why it asks again, and taken otherwise. */
function judgement(
  given: readonly number[],
  renewal: string,
  step: string,
  { key, refusal }: Wait,
): Changes {
  if (refusal === undefined) return { taken: given, refused: [] };
  const data = { step, key, code: refusal.code };
  const audit = given.length > 0 ? [{ event: "answer.refused", renewal, data }] : [];
  return { taken: [], refused: given, audit };
}

/**
 * What the step has judged of what was given for a wait: the newest, and the answers that it
 * replaced. A step sees one file at a time; an older file that it has not seen is judged next.
 */
function judged(journal: Journal, step: string, key: string): readonly number[] {
  const given = journal.signals.filter(
    (signal) => signal.consumed === undefined && signal.step === step && signal.key === key,
  );
  const newest = given.at(-1);
  return given
    .filter((signal) => signal === newest || fileDigest(signal.value) === undefined)
    .map((signal) => signal.id);
}
