import { PerennialError, toErrorData } from "@perennial/api";
import { ListSlots, ReadObjects } from "../link/messages.js";
import type { SlotView, TokenView } from "../link/token-views.js";
import type { FoundModule } from "../modules/found-module.js";
import { withSignal } from "./cancellation.js";
import type { FoundToken, ModulePart, UnusableSlot } from "./found-token.js";
import type { ModuleProcess } from "./module-process.js";
import type { TokenTimers } from "./timers.js";
import { tokenIdentity } from "./token-identity.js";
import type { TokenLimits } from "./token-limits.js";
import { sameNames } from "./which-token.js";

/** Reads the slots of a module's process: which tokens are in them, and what each holds. */
export class SlotReader {
  /** Modules that were caught in reading a token that they had read before. */
  readonly #caught = new Set<string>();

  constructor(
    private readonly limits: TokenLimits,
    private readonly timers: TokenTimers,
  ) {}

  /** Whether a module was caught in reading a token again. */
  wasCaught({ path }: FoundModule): boolean {
    return this.#caught.has(path);
  }

  /** A token that was seen before is read again, unless its driver was caught by that once. */
  async slots(
    module: FoundModule,
    process: ModuleProcess,
    known: readonly FoundToken[],
    { signal, brief, slow }: { signal: AbortSignal | undefined; brief: boolean; slow: boolean },
  ): Promise<SlotView[]> {
    const limit = slow ? Math.min(this.limits.list, this.limits.brief) : this.limits.list;
    const setting = { limit, ...withSignal(signal), ...(brief ? { grace: 0 } : {}) };
    const seen = known.some((one) => one.module.path === module.path && one.pid === process.pid);
    if (!seen) return process.request(ListSlots, { look: "read" }, setting);
    if (this.#caught.has(module.path)) {
      return process.request(ListSlots, { look: "glance" }, setting);
    }
    const tooLong = new AbortController();
    const timer = this.timers.after(this.limits.refresh, () => tooLong.abort());
    const abort = signal === undefined ? tooLong.signal : AbortSignal.any([signal, tooLong.signal]);
    try {
      const once = { limit: this.limits.list, signal: abort, grace: 0 };
      return await process.request(ListSlots, { look: "refresh" }, once);
    } catch (error) {
      // Drivers are known that never come back when a card is pulled out while they read it.
      if (tooLong.signal.aborted) this.#caught.add(module.path);
      throw error;
    } finally {
      timer.cancel();
    }
  }

  /** The tokens in these slots; one that was seen before is not read again. */
  async tokens(
    module: FoundModule,
    process: ModuleProcess,
    slots: readonly SlotView[],
    known: readonly FoundToken[],
    signal: AbortSignal | undefined,
  ): Promise<Omit<ModulePart, "status">> {
    const tokens: FoundToken[] = [];
    const unusable: UnusableSlot[] = [];
    for (const slot of slots) {
      const problem = slot.problem;
      if (problem !== undefined) unusable.push({ module, reader: slot.description, problem });
      else if (slot.token !== undefined) {
        tokens.push(await this.#identify(module, process, slot, slot.token, known, signal));
      }
    }
    return { tokens, unusable };
  }

  async #identify(
    module: FoundModule,
    process: ModuleProcess,
    { slot, description, insertion, ofProgram }: SlotView,
    view: TokenView,
    known: readonly FoundToken[],
    signal: AbortSignal | undefined,
  ): Promise<FoundToken> {
    const pid = process.pid ?? 0;
    const kind = ofProgram === true ? { ofProgram } : {};
    const base = { module, slot, pid, insertion, reader: description, ...kind, view };
    const seen = known.find(
      (one) =>
        one.pid === pid &&
        one.slot === slot &&
        one.insertion === insertion &&
        sameNames(one.view, view),
    );
    if (seen !== undefined) return { ...seen, view };
    if (!view.flags.initialized) return { ...base, identity: tokenIdentity(view, undefined) };
    try {
      const limit = this.limits.read;
      const setting = { limit, ...withSignal(signal) };
      const objects = await process.request(ReadObjects, { slot }, setting);
      return { ...base, identity: tokenIdentity(view, objects) };
    } catch (error) {
      if (!process.alive || PerennialError.is(error, "token.cancelled")) throw error;
      return { ...base, identity: tokenIdentity(view, undefined), problem: toErrorData(error) };
    }
  }
}
