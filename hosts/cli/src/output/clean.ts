import { styleText } from "node:util";

/** What a piece of text is. Colour only repeats what the words say. */
export type Style = "heading" | "good" | "warning" | "bad" | "quiet" | "command";
export const styles = {
  heading: "bold",
  good: "green",
  warning: "yellow",
  bad: "red",
  quiet: "dim",
  command: "cyan",
} as const;

/**
 * The text without control characters other than line ends, tabs and, where there is colour, our own
 * styles: what a file, a portal or a plugin says must not move the cursor, retitle the terminal,
 * hide what stands after it, or turn the direction of text.
 */
export function clean(text: string, colour = true): string {
  return text
    .replaceAll("\r\n", "\n")
    .split(style)
    .map((part, index) =>
      index % 2 === 1 ? (colour && own.has(part) ? part : "") : part.replaceAll(control, ""),
    )
    .join("");
}

/** JSON that a terminal can show: what JSON leaves as it is and a terminal obeys is escaped too. */
export function cleanJson(json: string): string {
  return json.replaceAll(
    control,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

const style = new RegExp(`(${String.fromCodePoint(0x1b)}\\[[0-9;]*m)`);
/** The sequences that `styleText` writes for our styles; others could make text invisible. */
const own: ReadonlySet<string> = new Set(
  Object.values(styles).flatMap((name) => {
    const written = styleText(name, "|", { validateStream: false });
    return written.split("|");
  }),
);
/** Controls, line and paragraph separators, and the marks that turn the direction of text. */
const control = /[[\p{Cc}\p{Bidi_Control}\u{2028}\u{2029}]--[\n\t]]/gv;
