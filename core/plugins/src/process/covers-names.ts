import { matchesWildcard } from "../policy/wildcard.js";

/**
 * Whether every file name that `wanted` matches is one that `declared` matches; both are wildcards
 * (`*` any characters, `?` one; case is ignored). Where the two say the same in different words
 * (`*?` and `?*`) the answer may be no; it is never yes by mistake.
 */
export function coversNames(declared: string, wanted: string): boolean {
  return matchesWildcard(declared.toLowerCase(), wanted.toLowerCase(), covers);
}

/** A wanted `*` is any characters: only a declared `*` is that too. */
function covers(declared: string | undefined, wanted: string | undefined): boolean {
  return declared === "?" ? wanted !== "*" : declared === wanted;
}
