import type { TokenView } from "@perennial/hardware";
import type { Style } from "../output/output.js";

/** What a person has to know of a token. Its words are `token-state.<state>`. */
export type TokenState =
  | "not-initialized"
  | "pin-locked"
  | "last-try"
  | "pin-count-low"
  | "pin-not-set"
  | "pin-to-be-changed"
  | "pin-pad"
  | "write-protected"
  | "no-login"
  | "ready";

/** What a token's flags say, the gravest first; `ready` if there is nothing to be said. */
export function tokenStates({ flags }: Pick<TokenView, "flags">): readonly TokenState[] {
  // An uninitialised token has no PIN and nothing that the other flags could mean.
  if (!flags.initialized) return ["not-initialized"];
  const states: TokenState[] = [];
  if (flags.pinLocked) states.push("pin-locked");
  else if (flags.pinFinalTry) states.push("last-try");
  else if (flags.pinCountLow) states.push("pin-count-low");
  if (flags.loginRequired && !flags.pinSet) states.push("pin-not-set");
  if (flags.pinToBeChanged) states.push("pin-to-be-changed");
  if (flags.pinPad) states.push("pin-pad");
  if (flags.writeProtected) states.push("write-protected");
  if (!flags.loginRequired) states.push("no-login");
  return states.length === 0 ? ["ready"] : states;
}

export function styleOfStates(states: readonly TokenState[]): Style {
  if (states.some((state) => bad.has(state))) return "bad";
  return states.every((state) => state === "ready" || state === "no-login") ? "good" : "warning";
}

const bad: ReadonlySet<TokenState> = new Set([
  "not-initialized",
  "pin-locked",
  "last-try",
  "pin-not-set",
]);
