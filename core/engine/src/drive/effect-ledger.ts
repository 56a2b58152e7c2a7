import { PerennialError, type CancellationToken, type Json, type JsonObject } from "@perennial/api";
import type { Journal, RenewalStore } from "@perennial/store";
import type { EngineEvents } from "../engine-events.js";
import type { ClockPort } from "../ports/clock-port.js";
import type { StepCallbacks } from "../ports/plugin-port.js";
import { toInstant } from "../time.js";
import { decisionOf } from "./doubt.js";
import type { Lease } from "./lease.js";

type Begun = Awaited<ReturnType<StepCallbacks["beginEffect"]>>;
type State = "intended" | "performed" | "found" | "confirmed";

/**
 * Writes down every change of the outside world before and after it happens, for one run of one
 * step. Nothing is performed while a record says that it may have happened already.
 */
export class EffectLedger {
  /** Set when neither `find` nor the journal can tell. The run's outcome counts no more then. */
  doubt: { readonly key: string; readonly canConfirm: boolean } | undefined;

  private readonly cleared = new Set<string>();

  constructor(
    private readonly journal: Journal,
    private readonly step: string,
    private readonly lease: Lease,
    private readonly cancellation: CancellationToken,
    private readonly store: RenewalStore,
    private readonly clock: ClockPort,
    private readonly events: EngineEvents,
  ) {}

  async beginEffect(key: string, intent: JsonObject): Promise<Begun> {
    // A step may have caught the error of an effect in doubt; nothing else begins before it is settled.
    if (this.doubt !== undefined) return this.doubtEffect(this.doubt.key, this.doubt.canConfirm);
    this.refuseWhenStopping(key);
    const effect = { step: this.step, key, intent };
    const before = await this.lease.write((fence) =>
      this.store.beginEffect(fence, effect, this.now()),
    );
    if (before === undefined) return this.perform(key);
    if (before.state === "performed") return { state: "performed", result: before.result ?? null };
    if (before.state === "absent") {
      await this.lease.write((fence) => this.store.reintendEffect(fence, key, intent, this.now()));
      return this.perform(key);
    }
    const decided = decisionOf(this.journal, key)?.decision;
    if (decided !== undefined) return { state: "confirmed", reference: decided.reference };
    return { state: "find", intendedAt: before.begunAt };
  }

  async completeEffect(
    key: string,
    result: Json,
    how: "performed" | "found" | "confirmed",
  ): Promise<void> {
    await this.lease.write((fence) =>
      this.store.completeEffect(fence, key, result, how, this.now()),
    );
    this.emit(key, how);
  }

  async clearEffect(key: string, why: JsonObject): Promise<void> {
    await this.lease.write((fence) => this.store.clearEffect(fence, key, why, this.now()));
    this.cleared.add(key);
  }

  doubtEffect(key: string, canConfirm: boolean): Promise<never> {
    this.doubt = { key, canConfirm };
    return Promise.reject(
      new PerennialError(
        "order.unknown-outcome",
        { effect: key, step: this.step },
        { effect: "unknown", step: this.step },
      ),
    );
  }

  private async perform(key: string): Promise<Begun> {
    await this.lease.write(() => this.lease.assertHeld());
    this.emit(key, "intended");
    return { state: "perform" };
  }

  /** Once asked to stop, what was begun is looked up to its end, but nothing new begins. */
  private refuseWhenStopping(key: string): void {
    if (!this.cancellation.isCancellationRequested) return;
    const open = this.journal.effects.find((effect) => effect.key === key);
    if (open !== undefined && open.state !== "absent" && !this.cleared.has(key)) return;
    throw new PerennialError("renewal.stopping", { effect: key }, { effect: "none" });
  }

  private emit(key: string, state: State): void {
    const { renewal } = this.lease;
    this.events.emit({ type: "effect", renewal, step: this.step, key, state });
  }

  private now(): string {
    return toInstant(this.clock.now());
  }
}
