import type { FoundToken } from "@perennial/hardware";
import { findToken, tokensNamed } from "../../token-views/find-token.js";

export type AwaitedEvent = "inserted" | "removed" | "reinserted";

/** Whether the token that is waited for came or went, look after look. */
export class Awaited {
  #last: FoundToken | undefined;
  #wasAway = false;

  constructor(
    private readonly event: AwaitedEvent,
    /** Label, serial number or URI. */
    private readonly named: string,
  ) {}

  /**
   * @returns whether the wait is over.
   * @throws PerennialError `tokens.ambiguous` if several tokens have that name; `token.uri-invalid`.
   */
  looked(tokens: readonly FoundToken[]): boolean {
    const none = tokensNamed(this.named, tokens).length === 0;
    const now = none
      ? undefined
      : findToken(this.named, { tokens, modules: [], unusable: [], remarks: [] });
    const before = this.#last;
    this.#last = now;
    if (now === undefined || (before !== undefined && isAnother(before, now))) this.#wasAway = true;
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

/** Whether it was away between two looks. A module's process that was started anew says nothing. */
function isAnother(before: FoundToken, now: FoundToken): boolean {
  if (before.module.path !== now.module.path || before.pid !== now.pid) return false;
  return before.slot === now.slot && before.insertion !== now.insertion;
}
