import { toErrorData, type ErrorData } from "@perennial/api";
import type { FoundToken, TokenListing } from "./found-token.js";
import { sameToken } from "./token-identity.js";
import type { TokenTimers } from "./timers.js";

/** A token that came or went, or a module that fails. */
export type TokenChange =
  | { readonly event: "inserted" | "removed"; readonly token: FoundToken }
  | { readonly event: "failed"; readonly problem: ErrorData };

/**
 * Looks at the slots every so often, in the modules' processes. The first look tells what is there
 * as inserted. A token that was away between two looks is told as removed and inserted when the
 * module gave it another process or slot.
 */
export class TokenWatch {
  #tokens: readonly FoundToken[] = [];
  #timer: { cancel(): void } | undefined;
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
    const { tokens } = await this.look(this.#tokens, this.#abort.signal);
    if (this.#ended) return;
    const before = this.#tokens;
    this.#tokens = tokens;
    for (const token of before) {
      if (!tokens.some((now) => isSame(token, now))) this.changed({ event: "removed", token });
    }
    for (const token of tokens) {
      if (!before.some((then) => isSame(then, token))) this.changed({ event: "inserted", token });
    }
  }
}

/** A module's process that was started anew is no reason to say that its tokens went. */
function isSame(one: FoundToken, other: FoundToken): boolean {
  return one.module.path === other.module.path && sameToken(one.identity, other.identity);
}
