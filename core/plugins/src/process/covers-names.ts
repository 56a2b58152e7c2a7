/**
 * Whether every file name that `wanted` matches is one that `declared` matches; both are wildcards
 * (`*` any characters, `?` one; case is ignored). Where the two say the same in different words
 * (`*?` and `?*`) the answer may be no; it is never yes by mistake.
 */
export function coversNames(declared: string, wanted: string): boolean {
  const pattern = declared.toLowerCase();
  const text = wanted.toLowerCase();
  let at = 0;
  let next = 0;
  let star = -1;
  let resume = 0;
  while (at < text.length) {
    if (pattern[next] === "*") {
      star = next++;
      resume = at;
    } else if (covers(pattern[next], text[at])) {
      next++;
      at++;
    } else if (star >= 0) {
      next = star + 1;
      at = ++resume;
    } else {
      return false;
    }
  }
  while (pattern[next] === "*") next++;
  return next === pattern.length;
}

/** A wanted `*` is any characters: only a declared `*` is that too. */
function covers(declared: string | undefined, wanted: string | undefined): boolean {
  return declared === "?" ? wanted !== "*" : declared === wanted;
}
