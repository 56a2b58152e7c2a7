/**
 * Control characters, line and paragraph separators, and what turns the direction of writing (Unicode
 * Standard Annex 9, 2.1 to 2.6): with them a text could look like sentences of somebody else.
 */
const unseen = /[\p{Cc}\p{Zl}\p{Zp}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]+/gu;

/** Somebody else's words on one line, and not more than `most` characters of them. */
export function oneLine(text: string, most: number): string {
  const line = text
    .slice(0, 4 * most)
    .toWellFormed()
    .replaceAll(unseen, " ");
  const short = line.replaceAll(/ {2,}/g, " ").trim();
  if (short.length <= most && text.length <= 4 * most) return short;
  return `${short.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}

/** Whether a text has characters that {@link oneLine} takes out. */
export function hasUnseen(text: string): boolean {
  return text.search(unseen) !== -1;
}
