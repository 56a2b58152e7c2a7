import { stripVTControlCharacters } from "node:util";

/** Columns that a text takes; styles take none. */
export function textWidth(text: string): number {
  return [...stripVTControlCharacters(text)].length;
}

/**
 * Breaks a text at spaces into lines of at most `width` columns. Only U+0020 breaks: French keeps its
 * punctuation with the word by no-break spaces. A longer word (a path, an address) stays whole.
 * @param indent columns before the first line.
 * @param hang columns before the following ones.
 */
export function wrap(text: string, width: number, indent = 0, hang = indent): readonly string[] {
  return text.split("\n").flatMap((paragraph, index) => {
    const lines: string[] = [];
    let margin = index === 0 ? indent : hang;
    let line = "";
    for (const word of paragraph.split(" ")) {
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

/** The text with spaces after it up to `width` columns. */
export function pad(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - textWidth(text)));
}

/** A text for one column: shortened with an ellipsis in the middle of nothing, at its end. */
export function shorten(text: string, width: number): string {
  const letters = [...text];
  return letters.length <= width ? text : `${letters.slice(0, Math.max(1, width - 1)).join("")}…`;
}
