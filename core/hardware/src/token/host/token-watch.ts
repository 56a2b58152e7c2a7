import { toErrorData, type ErrorData } from "@perennial/api";
import type { FoundToken, ModuleStatus, TokenListing } from "./found-token.js";
import { sameToken } from "./token-identity.js";
import type { TokenTimers } from "./timers.js";

/** A token that came or went, or a module that fails. */
export type TokenChange =
  | { readonly event: "inserted" | "removed"; readonly token: FoundToken }
  | { readonly event: "failed"; readonly problem: ErrorData };

/**
 * Looks at the slots every so often, in the modules' processes. The first look tells what is there
 * as inserted. A token that was away between two looks is told as removed and inserted.
 */
export class TokenWatch {
  #tokens: readonly FoundToken[] = [];
  #timer: { cancel(): void } | undefined;
  #failing: ReadonlySet<string> = new Set();
  #ended = false;
  readonly #abort = new AbortController();

  constructor(
    private readonly look: (
      known: readonly FoundToken[],
      signal: AbortSignal,
    ) => Promise<TokenListing>,
    private readonly interval: number,
    private readonly timers: TokenTimers,
    private readonly changed: (change: TokenChange) => void,
    private readonly looked: (tokens: readonly FoundToken[]) => void,
  ) {}

  start(): this {
    this.#next(0);
    return this;
  }

  end(): void {
    this.#ended = true;
    this.#timer?.cancel();
    this.#abort.abort();
  }

  #next(delay: number): void {
    this.#timer = this.timers.after(delay, () => {
      this.#lookOnce().then(
        () => {
          if (!this.#ended) this.#next(this.interval);
        },
        (error: unknown) => {
          if (this.#ended) return;
          this.changed({ event: "failed", problem: toErrorData(error) });
          this.#next(this.interval);
        },
      );
    });
  }

  async #lookOnce(): Promise<void> {
    const before = this.#tokens;
    const listing = await this.look(before, this.#abort.signal);
    if (this.#ended) return;
    // A module that fails says nothing about its tokens: they did not go for that.
    const failed = listing.modules.filter(({ problem }) => problem !== undefined);
    const unknown = before.filter(({ module }) =>
      failed.some((one) => one.module.path === module.path),
    );
    const tokens = [...listing.tokens, ...unknown];
    this.#tokens = tokens;
    for (const token of before) {
      if (!tokens.some((now) => isSame(token, now))) this.changed({ event: "removed", token });
    }
    for (const token of tokens) {
      if (!before.some((then) => isSame(then, token))) this.changed({ event: "inserted", token });
    }
    this.#tellFailures(failed);
    if (!this.#ended) this.looked(tokens);
  }

  /** Once for each module that begins to fail. */
  #tellFailures(failed: readonly ModuleStatus[]): void {
    for (const { module, problem } of failed) {
      if (problem === undefined || this.#failing.has(module.path)) continue;
      this.changed({ event: "failed", problem });
    }
    this.#failing = new Set(failed.map(({ module }) => module.path));
  }
}

/**
 * Whether a token stayed where it was. A module's process that was started anew is no reason to say
 * that its tokens went.
 */
function isSame(one: FoundToken, other: FoundToken): boolean {
  if (one.module.path !== other.module.path) return false;
  if (one.pid === other.pid) return one.slot === other.slot && one.insertion === other.insertion;
  return sameToken(one.identity, other.identity);
}
