import { stripVTControlCharacters } from "node:util";

/** Columns that a text takes; styles take none. */
export function textWidth(text: string): number {
  return [...stripVTControlCharacters(text)].length;
}

/**
 * Breaks a text at spaces into lines of at most `width` columns. Only U+0020 breaks: French keeps its
 * punctuation with the word by no-break spaces. A longer word (a path, an address) stays whole, and
 * so does a command of ours that fits on a line: it is there to be copied.
 * @param indent columns before the first line.
 * @param hang columns before the following ones.
 */
export function wrap(text: string, width: number, indent = 0, hang = indent): readonly string[] {
  return text.split("\n").flatMap((paragraph, index) => {
    const lines: string[] = [];
    let margin = index === 0 ? indent : hang;
    let line = "";
    for (const word of withCommandsWhole(paragraph.split(" "), width - hang)) {
      const candidate = line === "" ? word : `${line} ${word}`;
      if (line !== "" && margin + textWidth(candidate) > width) {
        lines.push(`${" ".repeat(margin)}${line}`.trimEnd());
        margin = hang;
        line = word;
      } else {
        line = candidate;
      }
    }
    lines.push(`${" ".repeat(margin)}${line}`.trimEnd());
    return lines;
  });
}

/** The words, those of a command as one wherever it takes at most `room` columns. */
function withCommandsWhole(words: readonly string[], room: number): readonly string[] {
  const whole: string[] = [];
  for (let at = 0; at < words.length;) {
    const length = commandLength(words.slice(at));
    const command = words.slice(at, at + length).join(" ");
    const taken = textWidth(command) <= room ? length : 1;
    whole.push(words.slice(at, at + taken).join(" "));
    at += taken;
  }
  return whole;
}

/**
 * How many of the words a command takes that begins with the first, 1 if none does. In quotes it
 * goes to the closing one, otherwise to the end of the clause.
 */
function commandLength(words: readonly string[]): number {
  const [first = "", ...others] = words.map((word) => stripVTControlCharacters(word));
  const begin = /^([“«(]?)[\u{00A0}\u{202F}]?perennial$/u.exec(first);
  if (begin === null) return 1;
  const end = begin[1] === "“" ? /”/ : begin[1] === "«" ? /»/ : /[.,;:!?)]$/;
  const last = others.findIndex((word) => end.test(word));
  return last < 0 ? words.length : last + 2;
}

/** The text with spaces after it up to `width` columns. */
export function pad(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - textWidth(text)));
}

/** A text for one column: shortened with an ellipsis in the middle of nothing, at its end. */
export function shorten(text: string, width: number): string {
  const letters = [...text];
  return letters.length <= width ? text : `${letters.slice(0, Math.max(1, width - 1)).join("")}…`;
}
