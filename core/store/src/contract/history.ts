import assert from "node:assert/strict";
import type { Fence, Journal, RenewalStore } from "../port/index.js";
import { rejectsWith } from "./rejections.js";
import { after, newRenewal, owner, question, START, stillThere } from "./samples.js";

/** When a process ends while it is in the middle of an effect. */
export type Crash = "never" | "before-performing" | "after-performing";

/** Something that a process does, or that is done to it. */
export type Event =
  | { readonly type: "claim"; readonly by: number; readonly holderIsGone: boolean }
  | { readonly type: "heartbeat" | "release" | "park"; readonly by: number }
  | { readonly type: "effect"; readonly by: number; readonly key: string; readonly crash: Crash }
  | { readonly type: "step"; readonly by: number; readonly name: string; readonly output: number }
  | { readonly type: "rewind"; readonly by: number; readonly name: string }
  | { readonly type: "signal"; readonly dedupe: string }
  | { readonly type: "reopen" };

/**
 * Several processes drive one renewal as the engine does, and the world counts how often each
 * effect was performed. Each holds on to the last fence that it was given, also when it is stale.
 */
export class History {
  readonly #performed = new Map<string, number>();
  readonly #fences = new Map<number, Fence>();
  readonly #outputs = new Map<string, number>();
  readonly #signals = new Set<string>();
  #valid: Fence | undefined;
  #seconds = 0;

  constructor(
    private store: RenewalStore,
    private readonly reopen: () => Promise<RenewalStore>,
  ) {}

  async run(events: readonly Event[]): Promise<void> {
    await this.store.create([newRenewal("r1")], START);
    for (const event of events) {
      this.#seconds += 1;
      await this.#happen(event);
      await this.#check();
    }
    this.store = await this.reopen();
    await this.#check();
    const verdict = await this.store.verifyAudit();
    assert.ok(verdict.ok, JSON.stringify(verdict));
    assert.deepEqual(await this.store.check(), []);
  }

  async #happen(event: Event): Promise<void> {
    if (event.type === "reopen") {
      this.store = await this.reopen();
    } else if (event.type === "signal") {
      const { dedupe } = event;
      const signal = { step: "confirm", key: "q", value: this.#seconds, dedupe };
      const isNew = await this.store.signal("r1", signal, this.#now());
      assert.equal(isNew, !this.#signals.has(dedupe));
      this.#signals.add(dedupe);
    } else if (event.type === "claim") {
      await this.#claim(event.by, event.holderIsGone);
    } else {
      await this.#write(event);
    }
  }

  async #claim(by: number, holderIsGone: boolean): Promise<void> {
    const holder = this.#valid?.owner;
    const { leaseUntil } = (await this.store.load("r1")).renewal;
    const id = `process-${by}`;
    const claimed = this.store.claim(
      "r1",
      owner(id),
      this.#now(),
      after(this.#seconds + 5),
      () => holderIsGone || stillThere(),
    );
    const holds = leaseUntil !== undefined && leaseUntil > this.#now();
    if (holder !== undefined && holder !== id && holds && !holderIsGone) {
      await rejectsWith(claimed, "store.claimed");
      return;
    }
    this.#valid = await claimed;
    this.#fences.set(by, this.#valid);
  }

  async #write(event: Extract<Event, { by: number }>): Promise<void> {
    const fence = this.#fences.get(event.by);
    if (fence === undefined) return;
    if (fence === this.#valid) return this.#writeValid(event, fence);
    const before = await this.#everything();
    await rejectsWith(this.#writeValid(event, fence), "store.fenced");
    assert.deepEqual(await this.#everything(), before);
  }

  async #writeValid(event: Extract<Event, { by: number }>, fence: Fence): Promise<void> {
    const { store } = this;
    const at = this.#now();
    switch (event.type) {
      case "claim":
        return;
      case "heartbeat":
        return store.heartbeat(fence, at, after(this.#seconds + 5));
      case "release":
        await store.release(fence, at);
        this.#valid = undefined;
        return;
      case "park": {
        const next = { currentStep: "confirm", wait: question, attempts: 1 };
        return store.park(fence, { ...next, state: "waiting" }, { taken: [], refused: [] }, at);
      }
      case "effect":
        return this.#effect(fence, event.key, event.crash);
      case "step":
        return this.#step(fence, event.name, event.output);
      case "rewind": {
        await store.rewind(fence, event.name, at);
        const { steps } = newRenewal("r1");
        for (const name of steps.slice(steps.indexOf(event.name))) this.#outputs.delete(name);
      }
    }
  }

  /** The engine's protocol: the intent, the outside if in doubt, the effect, its result. */
  async #effect(fence: Fence, key: string, crash: Crash): Promise<void> {
    const { store } = this;
    const at = this.#now();
    const known = await store.beginEffect(fence, { step: "order", key, intent: { key } }, at);
    if (known?.state === "performed") return;
    if (known?.state === "intended") {
      const times = this.#performed.get(key) ?? 0;
      if (times > 0) return store.completeEffect(fence, key, times, "found", at);
      await store.clearEffect(fence, key, {}, at);
    }
    if (known !== undefined) await store.reintendEffect(fence, key, { key }, at);
    if (crash === "before-performing") return;
    this.#performed.set(key, (this.#performed.get(key) ?? 0) + 1);
    if (crash === "after-performing") return;
    await store.completeEffect(fence, key, 1, "performed", at);
  }

  async #step(fence: Fence, name: string, output: number): Promise<void> {
    const step = { name, state: "done", output, remarks: [] } as const;
    const ended = this.store.completeStep(fence, step, [], { state: "ready" }, this.#now());
    if (fence === this.#valid && this.#outputs.has(name)) {
      await rejectsWith(ended, "store.exists");
      return;
    }
    await ended;
    this.#outputs.set(name, output);
  }

  async #check(): Promise<void> {
    const { steps, effects, signals } = await this.store.load("r1");
    const outputs = new Map(steps.map(({ name, output }) => [name, output]));
    assert.deepEqual(outputs, this.#outputs, "a step that ended has changed");
    assert.equal(signals.length, this.#signals.size);
    for (const [key, times] of this.#performed) assert.equal(times, 1, `${key} was doubled`);
    for (const { key, state } of effects) {
      if (state === "performed") assert.equal(this.#performed.get(key), 1);
    }
  }

  async #everything(): Promise<readonly [Journal, number]> {
    return [await this.store.load("r1"), (await this.store.auditLog()).length];
  }

  #now(): string {
    return after(this.#seconds);
  }
}
