import type { Asking } from "../questions/asking.js";

/** Bytes; no token takes a longer PIN. */
const longest = 256;

/**
 * Reads a PIN that is not shown while it is typed, as bytes (UTF-8): a text could not be overwritten.
 * What is typed beyond {@link longest} bytes is left out.
 */
export async function typedPin(
  { terminal, out }: Pick<Asking, "terminal" | "out">,
  prompt: string,
): Promise<Uint8Array> {
  const { copyOfSecret } = await import("@perennial/hardware");
  const typed = Buffer.alloc(longest);
  let length = 0;
  if (out.live) out.begin(prompt);
  else out.line(prompt);
  try {
    await terminal.keys((key) => {
      const byte = key[0] ?? 0;
      key.fill(0);
      if (byte === enter || byte === lineFeed) return true;
      if (byte === backspace || byte === deletion) length = withoutLast(typed, length);
      else if (byte === eraseLine) length = 0;
      else if (byte >= blank && length < longest) {
        typed[length] = byte;
        length += 1;
      }
      return false;
    });
    return copyOfSecret(typed.subarray(0, length));
  } finally {
    typed.fill(0);
    out.end("");
  }
}

const backspace = 0x08;
const lineFeed = 0x0a;
const enter = 0x0d;
/** Ctrl-U. */
const eraseLine = 0x15;
const blank = 0x20;
const deletion = 0x7f;

/** The length without the last character, which has several bytes beyond ASCII. */
function withoutLast(typed: Uint8Array, length: number): number {
  let end = length - 1;
  while (end > 0 && ((typed[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return Math.max(0, end);
}
