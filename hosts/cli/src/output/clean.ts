/**
 * The text without control characters other than line ends, tabs and our own styles: what a file, a
 * portal or a plugin says must not move the cursor or retitle the terminal.
 */
export function clean(text: string): string {
  return text
    .replaceAll("\r\n", "\n")
    .split(style)
    .map((part, index) => (index % 2 === 1 ? part : part.replaceAll(control, "")))
    .join("");
}

const style = new RegExp(`(${String.fromCodePoint(0x1b)}\\[[0-9;]*m)`);
const control = /[[\p{Cc}\u{202A}-\u{202E}\u{2066}-\u{2069}]--[\n\t]]/gv;
