import type { FoundToken } from "./found-token.js";
import { fits, type TokenMatch } from "./token-identity.js";

/** Whether what is waited for has come, look after look. */
export class TokenWait {
  #last: FoundToken | undefined;
  #first = true;
  #wasAway = false;

  constructor(
    private readonly event: "inserted" | "removed" | "reinserted",
    private readonly match: TokenMatch,
  ) {}

  /** @returns whether the wait is over. */
  looked(tokens: readonly FoundToken[]): boolean {
    const now = tokens.find(({ identity, module }) => fits(this.match, identity, module.path));
    const before = this.#last;
    const first = this.#first;
    this.#last = now;
    this.#first = false;
    if (now === undefined || (!first && before !== undefined && wasAway(before, now))) {
      this.#wasAway = true;
    }
    switch (this.event) {
      case "inserted":
        return now !== undefined;
      case "removed":
        return this.#wasAway;
      case "reinserted":
        return this.#wasAway && now !== undefined;
    }
  }
}

function wasAway(before: FoundToken, now: FoundToken): boolean {
  return before.pid === now.pid && before.slot === now.slot && before.insertion !== now.insertion;
}
