/** Whether a whole text matches a pattern in which `*` stands for any characters, none included. */
export function matchesWildcard(
  pattern: string,
  text: string,
  /** Whether a character of the pattern, or its end, stands for one of the text. */
  standsFor: (declared: string | undefined, found: string | undefined) => boolean = (
    declared,
    found,
  ) => declared === found,
): boolean {
  let at = 0;
  let next = 0;
  let star = -1;
  let resume = 0;
  while (at < text.length) {
    if (pattern[next] === "*") {
      star = next++;
      resume = at;
    } else if (standsFor(pattern[next], text[at])) {
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
