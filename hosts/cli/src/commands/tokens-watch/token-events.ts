import type { ErrorData } from "@perennial/api";
import type { FoundToken, TokenChange } from "@perennial/hardware";
import { tokenStates, type TokenState } from "../../token-views/token-states.js";

/** What a watch tells of. */
export type TokenEvent =
  | {
      readonly event: "inserted" | "removed" | "changed";
      readonly token: FoundToken;
      /** What is to be known of it now; nothing where it went or all is well. */
      readonly states: readonly TokenState[];
    }
  | { readonly event: "failed"; readonly problem: ErrorData };

/** Tokens that came and went, and those that stayed and say something else of themselves now. */
export class TokenEvents {
  #known = new Map<string, string>();

  constructor(private readonly tell: (event: TokenEvent) => void) {}

  changed(change: TokenChange): void {
    if (change.event === "failed") this.tell(change);
    else if (change.event === "removed") {
      this.#known.delete(placeOf(change.token));
      this.tell({ ...change, event: "removed", states: [] });
    } else {
      this.#known.set(placeOf(change.token), stateOf(change.token));
      this.tell({ ...change, event: "inserted", states: remarkable(change.token) });
    }
  }

  /** What there is after a look, of which what came and went was told before. */
  looked(tokens: readonly FoundToken[]): void {
    for (const token of tokens) {
      const place = placeOf(token);
      const state = stateOf(token);
      const before = this.#known.get(place);
      this.#known.set(place, state);
      if (before === undefined || before === state) continue;
      this.tell({ event: "changed", token, states: tokenStates(token.view) });
    }
  }
}

function placeOf({ module, slot }: FoundToken): string {
  return `${module.path} ${slot}`;
}

/** Free memory is left out: some modules count their own sessions in. */
function stateOf({ view }: FoundToken): string {
  const { label, serial, flags } = view;
  return JSON.stringify([label, serial, flags]);
}

function remarkable(token: FoundToken): readonly TokenState[] {
  return tokenStates(token.view).filter((state) => state !== "ready");
}
