import { PerennialError, toErrorData } from "@perennial/api";
import type { FoundModule } from "../modules/found-module.js";
import { FixedTokens } from "./fixed-tokens.js";
import type { FoundToken, ModulePart, TokenListing } from "./found-token.js";
import type { ModuleDiscovery } from "./module-discovery.js";
import type { ModulePool } from "./module-pool.js";
import { SlotReader } from "./slot-reader.js";
import type { TokenTimers } from "./timers.js";
import type { TokenLimits } from "./token-limits.js";

/** How it is looked at modules. */
export interface Looking {
  /** Path of the one module to look at: the others need not be waited for. */
  readonly only?: string | undefined;
  /** Told of each module's part as soon as it is there. */
  readonly read?: ((part: ModulePart) => void) | undefined;
  /** Whether a person waits: no module gets its whole time twice, and giving up is at once. */
  readonly brief?: boolean;
  /** Whether modules that see tokens only when they are loaded are loaded again for it. */
  readonly watching?: boolean;
}

/** Looks at all modules at once: which tokens are in. A module with a fault hides no other's tokens. */
export class ModuleLooks {
  readonly fixed: FixedTokens;
  readonly #reader: SlotReader;

  constructor(
    private readonly discovery: ModuleDiscovery,
    private readonly pool: ModulePool,
    limits: TokenLimits,
    private readonly timers: TokenTimers,
  ) {
    this.#reader = new SlotReader(limits, timers);
    this.fixed = new FixedTokens(this.#reader, pool, limits, timers);
  }

  /** @param known what was seen before: it is not read again without need. */
  async look(
    known: readonly FoundToken[],
    signal?: AbortSignal,
    looking: Looking = {},
  ): Promise<TokenListing> {
    const { modules: all, remarks } = await this.discovery.find();
    const { only, read } = looking;
    const modules = only === undefined ? all : all.filter(({ path }) => path === only);
    const looks = await Promise.all(
      modules.map(async (module) => {
        const part = await this.#lookAt(module, known, signal, looking);
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

  async #lookAt(
    module: FoundModule,
    known: readonly FoundToken[],
    signal: AbortSignal | undefined,
    looking: Looking,
  ): Promise<ModulePart> {
    const { brief = false, watching = false } = looking;
    const caughtBefore = this.#reader.wasCaught(module);
    const began = this.timers.now();
    const elapsed = () => Math.round(this.timers.now() - began);
    const ranBefore = this.pool.running(module.path) !== undefined;
    const setting = { signal, brief };
    try {
      const slow = brief && (await this.pool.hungLately(module.path));
      const { slots, about, ...read } = await this.pool.use(
        module,
        async (process) => {
          const listed = await this.#reader.slots(module, process, known, { signal, brief, slow });
          this.fixed.note(module, listed);
          const read = await this.#reader.tokens(module, process, listed, known, signal);
          return { slots: listed, about: process.about, ...read };
        },
        setting,
      );
      const there =
        watching && ranBefore && this.fixed.has(module)
          ? await this.fixed.loadAside(module, slots, signal)
          : undefined;
      if (there === "anew") return await this.#lookAt(module, known, signal, looking);
      return { status: { module, about, elapsed: elapsed() }, ...(there ?? read) };
    } catch (error) {
      if (PerennialError.is(error, "token.cancelled")) {
        const caught = !caughtBefore && this.#reader.wasCaught(module);
        if (!caught || signal?.aborted === true) throw error;
        return this.#lookAt(module, known, signal, looking);
      }
      if (this.pool.isOwnFault(error)) throw error;
      const status = { module, problem: toErrorData(error), elapsed: elapsed() };
      return { status, tokens: [], unusable: [] };
    }
  }
}
