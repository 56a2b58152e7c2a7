import { PerennialError } from "@perennial/api";
import type { RequestType } from "vscode-jsonrpc/node";
import { ListReaders, ReadCapabilities, ReadObjects } from "../link/messages.js";
import type { TokenCapabilities, TokenObjects } from "../link/token-views.js";
import type { FoundModule } from "../modules/found-module.js";
import { withSignal, type CallSetting } from "./cancellation.js";
import type { FoundToken, ModulePart, TokenListing } from "./found-token.js";
import type { ModuleDiscovery } from "./module-discovery.js";
import { ModuleLooks } from "./module-looks.js";
import type { ModulePool } from "./module-pool.js";
import type { ModuleProcess } from "./module-process.js";
import type { TokenTimers } from "./timers.js";
import type { TokenMatch } from "./token-identity.js";
import type { TokenLimits } from "./token-limits.js";
import type { TokenModules } from "./token-modules.js";
import { TokenWait } from "./token-wait.js";
import { TokenWatch, type TokenChange } from "./token-watch.js";
import { isSame, meant } from "./which-token.js";

/** Tokens by way of one process per module. */
export class ProcessTokenModules implements TokenModules {
  readonly #looks: ModuleLooks;

  constructor(
    discovery: ModuleDiscovery,
    private readonly pool: ModulePool,
    private readonly limits: TokenLimits,
    private readonly timers: TokenTimers,
  ) {
    this.#looks = new ModuleLooks(discovery, pool, limits, timers);
  }

  list(signal?: AbortSignal, read?: (part: ModulePart) => void): Promise<TokenListing> {
    return this.#looks.look([], signal, { brief: true, read });
  }

  hold(): { release(): void } {
    return this.pool.hold();
  }

  async locate(match: TokenMatch, signal?: AbortSignal): Promise<FoundToken> {
    const { tokens, modules } = await this.#looks.look([], signal, { only: match.module });
    const [first, ...others] = meant(match, tokens);
    const label = match.label ?? "";
    if (first === undefined) {
      // It may come back, and a module whose tokens are fixed sees that only when it is loaded.
      const anew = modules.filter(({ module }) => this.#looks.fixed.reload(module));
      if (anew.length > 0) return this.locate(match, signal);
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

  readers(module: FoundModule, signal?: AbortSignal): Promise<readonly string[]> {
    const setting = { limit: this.limits.list, ...withSignal(signal) };
    return this.pool.use(module, (process) => process.request(ListReaders, {}, setting), {
      signal,
      brief: true,
    });
  }

  watch(
    changed: (change: TokenChange) => void,
    looked: (tokens: readonly FoundToken[]) => void = () => undefined,
  ): TokenWatch {
    const look = (known: readonly FoundToken[], signal: AbortSignal) =>
      this.#looks.look(known, signal, { watching: true });
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
}
