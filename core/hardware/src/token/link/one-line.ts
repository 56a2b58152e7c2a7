/**
 * Controls, line and paragraph separators, and what turns the direction of text (Unicode Standard
 * Annex 9, section 2): with them a name could show as lines or words that it does not have.
 */
const unshowable = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/**
 * A name as a module gives it, as one line: what cannot be shown is U+FFFD. It is compared so as
 * well: what was recorded before may have been recorded otherwise.
 */
export function oneLine(text: string): string {
  return text.replace(unshowable, "\ufffd");
}
