/** Whether a name matches one of the wildcards: `*` any characters, `?` one; case is ignored. */
export function matchesName(name: string, wildcards: readonly string[]): boolean {
  return wildcards.some((wildcard) => matches(name.toLowerCase(), wildcard.toLowerCase()));
}

/** Linear time: a wildcard cannot make it slow, as a regular expression could. */
function matches(name: string, wildcard: string): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  let index = 0;
  while (index < name.length) {
    const wanted = wildcard[at];
    if (wanted === "*") {
      star = at;
      resume = index;
      at += 1;
    } else if (wanted === "?" || wanted === name[index]) {
      at += 1;
      index += 1;
    } else if (star >= 0) {
      at = star + 1;
      resume += 1;
      index = resume;
    } else {
      return false;
    }
  }
  while (wildcard[at] === "*") at += 1;
  return at === wildcard.length;
}
