import type { SlotView, TokenView } from "../link/token-views.js";
import type { FoundToken } from "./found-token.js";
import { fits, type TokenMatch } from "./token-identity.js";

/** The tokens that fit, of which the serial number and then what they hold prefer. */
export function meant(match: TokenMatch, tokens: readonly FoundToken[]): readonly FoundToken[] {
  const fitting = tokens.filter((one) => fits(match, one.identity, one.module.path));
  const bySerial = fitting.filter(({ identity }) => identity.serial === match.serial);
  const found = bySerial.length > 0 ? bySerial : fitting;
  if (found.length < 2 || match.prefers === undefined) return found;
  const preferred = found.filter(({ identity }) => match.prefers?.(identity));
  return preferred.length > 0 ? preferred : found;
}

/** Whether two views name the same token, as far as its driver tells. */
export function sameNames(one: TokenView, other: TokenView): boolean {
  return (["label", "manufacturer", "model", "serial"] as const).every(
    (name) => one[name] === other[name],
  );
}

/** A key in common; an empty token is known by its names, if a serial number is among them. */
export function isSame(one: FoundToken, other: FoundToken): boolean {
  if (one.identity.spkiHashes.some((hash) => other.identity.spkiHashes.includes(hash))) return true;
  return one.view.serial !== "" && sameNames(one.view, other.view);
}

/** What slots show, without what changes from process to process. */
export function namesIn(slots: readonly SlotView[]): string {
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
