import { PerennialError, type JsonObject } from "@perennial/api";
import type { Fence, RenewalStore } from "@perennial/store";
import { errorJson } from "../error-json.js";
import type { ClockPort } from "../ports/clock-port.js";
import type { LogPort } from "../ports/log-port.js";
import { toInstant } from "../time.js";

/** Milliseconds that a lease lasts, and between its extensions. */
export const leaseTime = 20_000;
export const heartbeatTime = 5_000;

/** The right to drive one renewal, extended by a heartbeat until it is released or lost. */
export class Lease {
  private readonly ended = new AbortController();
  private readonly lostController = new AbortController();
  /** Asked after each heartbeat, for what other processes may have requested meanwhile. */
  onBeat: (() => Promise<void>) | undefined;

  constructor(
    readonly fence: Fence,
    private until: number,
    private readonly store: RenewalStore,
    private readonly clock: ClockPort,
    private readonly log: LogPort,
  ) {
    void this.beat();
  }

  get renewal(): string {
    return this.fence.renewal;
  }

  /** Aborted when another engine drives the renewal now. */
  get lost(): AbortSignal {
    return this.lostController.signal;
  }

  /**
   * Makes sure, before something outside changes, that no other engine can have taken over: a
   * process that slept through its lease must not act on what it knew before.
   * @throws PerennialError `store.fenced`
   */
  async assertHeld(): Promise<void> {
    if (this.lost.aborted) throw this.fenced();
    if (this.clock.now() >= this.until) await this.extend();
  }

  /**
   * A write that shows the fence. Refused, it says that the lease is lost.
   * @throws PerennialError `store.fenced`, and what `work` throws.
   */
  async write<T>(work: (fence: Fence) => Promise<T>): Promise<T> {
    try {
      return await work(this.fence);
    } catch (error) {
      if (PerennialError.is(error, "store.fenced")) this.lose();
      throw error;
    }
  }

  /** Gives way: a write showed that another engine claimed the renewal. */
  lose(): void {
    this.lostController.abort();
    this.ended.abort();
  }

  async release(): Promise<void> {
    this.ended.abort();
    if (this.lost.aborted) return;
    try {
      await this.store.release(this.fence, toInstant(this.clock.now()));
    } catch (error) {
      // It ends by itself; what was done under it is in the journal already.
      if (!PerennialError.is(error, "store.fenced")) this.warn("A lease was not released.", error);
    }
  }

  private async extend(): Promise<void> {
    const now = this.clock.now();
    await this.store.heartbeat(this.fence, toInstant(now), toInstant(now + leaseTime));
    this.until = now + leaseTime;
  }

  private async beat(): Promise<void> {
    for (;;) {
      await this.clock.sleep(heartbeatTime, this.ended.signal, { background: true });
      if (this.ended.signal.aborted) return;
      try {
        await this.extend();
        await this.onBeat?.();
      } catch (error) {
        if (PerennialError.is(error, "store.fenced")) return this.lose();
        // A busy or full disk may pass before the lease ends; the fence decides in any case.
        this.warn("A heartbeat failed.", error);
      }
    }
  }

  private fenced(): PerennialError {
    return new PerennialError("store.fenced", { renewal: this.renewal }, { effect: "none" });
  }

  private warn(text: string, error: unknown): void {
    const data: JsonObject = { renewal: this.renewal, error: errorJson(error) };
    this.log.warn(text, data);
  }
}
