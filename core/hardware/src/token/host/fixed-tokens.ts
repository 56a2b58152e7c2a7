import { PerennialError } from "@perennial/api";
import { ListSlots } from "../link/messages.js";
import type { SlotView } from "../link/token-views.js";
import type { FoundModule } from "../modules/found-module.js";
import { withSignal } from "./cancellation.js";
import type { ModulePart } from "./found-token.js";
import type { ModulePool } from "./module-pool.js";
import type { SlotReader } from "./slot-reader.js";
import type { TokenTimers } from "./timers.js";
import type { TokenLimits } from "./token-limits.js";
import { namesIn } from "./which-token.js";

/** Modules that see tokens come and go only when they are loaded. */
export class FixedTokens {
  readonly #modules = new Set<string>();
  /** Of them, the ones that cannot be loaded twice. */
  readonly #single = new Set<string>();
  /** Of them, the ones whose process is known to show what there was. */
  readonly #stale = new Set<string>();
  /** When a module was loaded aside the last time, and how long that took; milliseconds. */
  readonly #asides = new Map<string, { readonly at: number; readonly took: number }>();

  constructor(
    private readonly reader: SlotReader,
    private readonly pool: ModulePool,
    private readonly limits: TokenLimits,
    private readonly timers: TokenTimers,
  ) {}

  /** Notes by the slots of a module whether it is one of them. */
  note({ path }: FoundModule, slots: readonly SlotView[]): void {
    if (slots.length > 0 && slots.every(({ fixed }) => fixed)) this.#modules.add(path);
    else this.#modules.delete(path);
  }

  has({ path }: FoundModule): boolean {
    return this.#modules.has(path);
  }

  /**
   * Has a module loaded anew by the next look, where nobody uses it.
   * @returns whether that look may show something else.
   */
  reload(module: FoundModule): boolean {
    return this.has(module) && this.pool.reload(module.path) && this.#stale.delete(module.path);
  }

  /**
   * Loads one of them in a process of its own, for a watch to see what came and
   * went since it was loaded. Not more often than so that it costs a part of the time only.
   * @param shown what the process shows that is used otherwise.
   * @returns what is there, if that is something else; `anew` if the process was ended for it, which
   *   is done only where nobody uses it or is logged in.
   */
  async loadAside(
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
          return this.reader.tokens(module, process, slots, [], signal);
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
}
