import { PerennialError, toErrorData } from "@perennial/api";
import type { RequestType } from "vscode-jsonrpc/node";
import { ListSlots, ReadCapabilities, ReadObjects } from "../link/messages.js";
import type { SlotView, TokenCapabilities, TokenObjects, TokenView } from "../link/token-views.js";
import type { FoundModule } from "../modules/found-module.js";
import type { CallSetting } from "./cancellation.js";
import type { FoundToken, ModulePart, TokenListing, UnusableSlot } from "./found-token.js";
import type { ModuleDiscovery } from "./module-discovery.js";
import type { ModulePool } from "./module-pool.js";
import type { ModuleProcess } from "./module-process.js";
import type { TokenTimers } from "./timers.js";
import { fits, tokenIdentity, type TokenMatch } from "./token-identity.js";
import type { TokenLimits } from "./token-limits.js";
import type { TokenModules } from "./token-modules.js";
import { TokenWait } from "./token-wait.js";
import { TokenWatch, type TokenChange } from "./token-watch.js";

/** How it is looked at modules. */
interface Looking {
  /** Path of the one module to look at: the others need not be waited for. */
  readonly only?: string | undefined;
  /** Told of each module's part as soon as it is there. */
  readonly read?: ((part: ModulePart) => void) | undefined;
  /** Whether a person waits: no module gets its whole time twice, and giving up is at once. */
  readonly brief?: boolean;
  /** Whether modules that see tokens only when they are loaded are loaded again for it. */
  readonly watching?: boolean;
}

/** Tokens by way of one process per module. */
export class ProcessTokenModules implements TokenModules {
  /** Modules that were caught in reading a token that they had read before. */
  readonly #caught = new Set<string>();
  /** Modules that see no tokens come. */
  readonly #fixed = new Set<string>();
  /** Of those, the ones that cannot be loaded twice. */
  readonly #single = new Set<string>();
  /** Of those, the ones whose process is known to show what there was. */
  readonly #stale = new Set<string>();
  /** When a module was loaded aside the last time, and how long that took; milliseconds. */
  readonly #asides = new Map<string, { readonly at: number; readonly took: number }>();

  constructor(
    private readonly discovery: ModuleDiscovery,
    private readonly pool: ModulePool,
    private readonly limits: TokenLimits,
    private readonly timers: TokenTimers,
  ) {}

  list(signal?: AbortSignal, read?: (part: ModulePart) => void): Promise<TokenListing> {
    return this.#look([], signal, { brief: true, read });
  }

  hold(): { release(): void } {
    return this.pool.hold();
  }

  async locate(match: TokenMatch, signal?: AbortSignal): Promise<FoundToken> {
    const { tokens, modules } = await this.#look([], signal, { only: match.module });
    const [first, ...others] = meant(match, tokens);
    const label = match.label ?? "";
    if (first === undefined) {
      // It may come back, and a module whose tokens are fixed sees that only when it is loaded.
      const fixed = modules.filter(({ module }) => this.#fixed.has(module.path));
      const anew = fixed.filter(({ module }) => this.pool.reload(module.path));
      const stale = anew.filter(({ module }) => this.#stale.delete(module.path));
      if (stale.length > 0) return this.locate(match, signal);
      // A module that cannot be used may be the reason.
      const problem = modules.find((one) => one.problem !== undefined)?.problem;
      const cause = problem === undefined ? {} : { cause: PerennialError.fromJSON(problem) };
      throw new PerennialError("token.not-found", { label }, { effect: "none", ...cause });
    }
    // Two modules may show the same token; the one that was found first is taken.
    const other = others.find(
      (one) => one.module.path === first.module.path || !isSame(one, first),
    );
    if (other !== undefined) {
      throw new PerennialError(
        "token.ambiguous",
        { label, count: others.length + 1 },
        { effect: "none" },
      );
    }
    return first;
  }

  objects(token: FoundToken, signal?: AbortSignal): Promise<TokenObjects> {
    const limit = this.limits.read;
    return this.call(token, ReadObjects, { slot: token.slot }, { limit, ...withSignal(signal) });
  }

  capabilities(token: FoundToken, signal?: AbortSignal): Promise<TokenCapabilities> {
    const limit = this.limits.read;
    return this.call(
      token,
      ReadCapabilities,
      { slot: token.slot },
      { limit, ...withSignal(signal) },
    );
  }

  watch(
    changed: (change: TokenChange) => void,
    looked: (tokens: readonly FoundToken[]) => void = () => undefined,
  ): TokenWatch {
    const look = (known: readonly FoundToken[], signal: AbortSignal) =>
      this.#look(known, signal, { watching: true });
    const { poll } = this.limits;
    return new TokenWatch(look, poll, this.timers, changed, looked).start();
  }

  waitFor(
    event: "inserted" | "removed" | "reinserted",
    match: TokenMatch,
    signal?: AbortSignal,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      const wait = new TokenWait(event, match);
      const finish = (settle: () => void) => {
        watch.end();
        signal?.removeEventListener("abort", abort);
        settle();
      };
      const abort = () =>
        finish(() => reject(new PerennialError("token.cancelled", {}, { effect: "none" })));
      const watch = this.watch(
        () => undefined,
        (tokens) => {
          if (wait.looked(tokens)) finish(resolve);
        },
      );
      if (signal?.aborted === true) abort();
      else signal?.addEventListener("abort", abort, { once: true });
    });
  }

  end(): void {
    this.pool.end();
  }

  /**
   * Calls the process that a token was found in.
   * @throws PerennialError `token.session-lost` if that process is over, and what the call throws.
   */
  call<P, R, E>(
    token: FoundToken,
    type: RequestType<P, R, E>,
    params: P,
    setting: CallSetting,
  ): Promise<R> {
    return this.using(token, (process) => process.request(type, params, setting));
  }

  /** Notes that nobody is logged in to the token any more. */
  loggedOut({ module, pid, slot }: FoundToken): void {
    const process = this.pool.running(module.path);
    if (process?.pid === pid) process.noteLogin(slot, false);
  }

  /** Whether a login in that process is over for nothing but that nobody needed it. */
  endedWhenIdle(pid: number): boolean {
    return this.pool.endedWhenIdle(pid);
  }

  /** Does something with the process that a token was found in. */
  using<T>(token: FoundToken, action: (process: ModuleProcess) => Promise<T>): Promise<T> {
    return this.pool.use(token.module, (process) => {
      if (process.pid !== token.pid) {
        throw new PerennialError("token.session-lost", { call: "" }, { effect: "none" });
      }
      return action(process);
    });
  }

  async #look(
    known: readonly FoundToken[],
    signal?: AbortSignal,
    looking: Looking = {},
  ): Promise<TokenListing> {
    const { modules: all, remarks } = await this.discovery.find();
    const { only, read } = looking;
    const modules = only === undefined ? all : all.filter(({ path }) => path === only);
    const looks = await Promise.all(
      modules.map(async (module) => {
        const part = await this.#lookAtModule(module, known, signal, looking);
        read?.(part);
        return part;
      }),
    );
    return {
      modules: looks.map(({ status }) => status),
      tokens: looks.flatMap(({ tokens }) => tokens),
      unusable: looks.flatMap(({ unusable }) => unusable),
      remarks,
    };
  }

  async #lookAtModule(
    module: FoundModule,
    known: readonly FoundToken[],
    signal: AbortSignal | undefined,
    looking: Looking,
  ): Promise<ModulePart> {
    const { brief = false, watching = false } = looking;
    const caughtBefore = this.#caught.has(module.path);
    const began = this.timers.now();
    const elapsed = () => Math.round(this.timers.now() - began);
    const ranBefore = this.pool.running(module.path) !== undefined;
    const setting = { signal, brief };
    try {
      const slow = brief && (await this.pool.hungLately(module.path));
      const { slots, about, ...read } = await this.pool.use(
        module,
        async (process) => {
          const listed = await this.#slots(module, process, known, { signal, brief, slow });
          if (listed.length > 0 && listed.every(({ fixed }) => fixed)) this.#fixed.add(module.path);
          else this.#fixed.delete(module.path);
          const read = await this.#readSlots(module, process, listed, known, signal);
          return { slots: listed, about: process.about, ...read };
        },
        setting,
      );
      const there =
        watching && ranBefore && this.#fixed.has(module.path)
          ? await this.#loadAside(module, slots, signal)
          : undefined;
      if (there === "anew") return await this.#lookAtModule(module, known, signal, looking);
      return { status: { module, about, elapsed: elapsed() }, ...(there ?? read) };
    } catch (error) {
      if (PerennialError.is(error, "token.cancelled")) {
        const caught = !caughtBefore && this.#caught.has(module.path);
        if (!caught || signal?.aborted === true) throw error;
        return this.#lookAtModule(module, known, signal, looking);
      }
      if (this.pool.isOwnFault(error)) throw error;
      const status = { module, problem: toErrorData(error), elapsed: elapsed() };
      return { status, tokens: [], unusable: [] };
    }
  }

  async #readSlots(
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

  /**
   * Loads a module whose tokens are fixed in a process of its own, for a watch to see what came and
   * went since it was loaded. Not more often than so that it costs a part of the time only.
   * @param shown what the process shows that is used otherwise.
   * @returns what is there, if that is something else; `anew` if the process was ended for it, which
   *   is done only where nobody uses it or is logged in.
   */
  async #loadAside(
    module: FoundModule,
    shown: readonly SlotView[],
    signal: AbortSignal | undefined,
  ): Promise<Omit<ModulePart, "status"> | "anew" | undefined> {
    const { path } = module;
    const last = this.#asides.get(path);
    const began = this.timers.now();
    if (this.#single.has(path) || (last !== undefined && began - last.at < 2 * last.took)) {
      return undefined;
    }
    try {
      return await this.pool.aside(
        module,
        async (process) => {
          const setting = { limit: this.limits.list, ...withSignal(signal) };
          const slots = await process.request(ListSlots, { look: "read" }, setting);
          if (namesIn(slots) === namesIn(shown)) return undefined;
          if (this.pool.running(path)?.loggedIn !== true && this.pool.reload(path)) return "anew";
          this.#stale.add(path);
          return this.#readSlots(module, process, slots, [], signal);
        },
        signal,
      );
    } catch (error) {
      if (!PerennialError.is(error) || error.code === "token.cancelled") throw error;
      // The process that is there works: a driver that cannot be loaded twice is left alone.
      this.#single.add(path);
      return undefined;
    } finally {
      const at = this.timers.now();
      this.#asides.set(path, { at, took: at - began });
    }
  }

  /** A token that was seen before is read again, unless its driver was caught by that once. */
  async #slots(
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

  async #identify(
    module: FoundModule,
    process: ModuleProcess,
    { slot, description, insertion }: SlotView,
    view: TokenView,
    known: readonly FoundToken[],
    signal: AbortSignal | undefined,
  ): Promise<FoundToken> {
    const pid = process.pid ?? 0;
    const base = { module, slot, pid, insertion, reader: description, view };
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

function withSignal(signal: AbortSignal | undefined): { readonly signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}

/** The tokens that fit, of which the serial number and then what they hold prefer. */
function meant(match: TokenMatch, tokens: readonly FoundToken[]): readonly FoundToken[] {
  const fitting = tokens.filter((one) => fits(match, one.identity, one.module.path));
  const bySerial = fitting.filter(({ identity }) => identity.serial === match.serial);
  const found = bySerial.length > 0 ? bySerial : fitting;
  if (found.length < 2 || match.prefers === undefined) return found;
  const preferred = found.filter(({ identity }) => match.prefers?.(identity));
  return preferred.length > 0 ? preferred : found;
}

/** What slots show, without what changes from process to process. */
function namesIn(slots: readonly SlotView[]): string {
  const names = slots.map(({ token, problem }) =>
    token === undefined
      ? JSON.stringify([problem?.code])
      : JSON.stringify([
          token.label,
          token.manufacturer,
          token.model,
          token.serial,
          token.flags.initialized,
        ]),
  );
  return JSON.stringify(names.toSorted());
}

function sameNames(one: TokenView, other: TokenView): boolean {
  return (["label", "manufacturer", "model", "serial"] as const).every(
    (name) => one[name] === other[name],
  );
}

/** A key in common; an empty token is known by its names, if a serial number is among them. */
function isSame(one: FoundToken, other: FoundToken): boolean {
  if (one.identity.spkiHashes.some((hash) => other.identity.spkiHashes.includes(hash))) return true;
  return one.view.serial !== "" && sameNames(one.view, other.view);
}
