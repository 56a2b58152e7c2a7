import { PerennialError } from "@perennial/api";
import { ReadingLimits, tooComplex } from "./reading-limits.js";

/** What each octet is: 1 white space, 2 a delimiter, 0 a regular character; section 7.2.2. */
const classes = Uint8Array.from({ length: 256 }, (_, octet) => {
  if ([0x00, 0x09, 0x0a, 0x0c, 0x0d, 0x20].includes(octet)) return 1;
  return "()<>[]{}/%".includes(String.fromCharCode(octet)) ? 2 : 0;
});
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
/** Octets of a string as it is written; annex C allows 32 767, and messages of signatures are longer. */
const longestString = 16 * 1024 * 1024;

/** The error of a PDF that is not as ISO 32000 has it. */
export function damaged(detail: string, cause?: unknown): PerennialError {
  return new PerennialError("pdf.damaged", {}, { detail, cause });
}

/** Reads the characters of PDF syntax, ISO 32000-1 section 7.2. */
export class PdfLexer {
  constructor(
    readonly bytes: Uint8Array,
    public at = 0,
    readonly limits: ReadingLimits = new ReadingLimits(bytes.length),
  ) {}

  peek(ahead = 0): number {
    return this.bytes[this.at + ahead] ?? -1;
  }

  /** Skips white space and comments. */
  skip(): void {
    for (;;) {
      while (classes[this.peek()] === 1) this.at += 1;
      if (this.peek() !== 0x25) return;
      while (this.peek() !== -1 && this.peek() !== lineFeed && this.peek() !== carriageReturn) {
        this.at += 1;
      }
    }
  }

  /** The regular characters from here on, as latin1; at most so many. */
  word(longest = 128): string {
    let text = "";
    for (; classes[this.peek()] === 0 && text.length < longest; this.at += 1) {
      text += String.fromCharCode(this.peek());
    }
    return text;
  }

  /** Skips white space and takes the word, if it comes next. */
  takes(word: string): boolean {
    this.skip();
    const before = this.at;
    if (this.word() === word) return true;
    this.at = before;
    return false;
  }

  /** Skips white space and takes an unsigned integer; null, and nowhere else, if none comes next. */
  integer(): number | null {
    this.skip();
    const before = this.at;
    const text = this.word();
    if (/^\d{1,15}$/u.test(text)) return Number(text);
    this.at = before;
    return null;
  }

  /** A name after its solidus, ISO 32000-1 section 7.3.5. */
  name(): string {
    this.at += 1;
    const text = this.word(4096);
    return text.replaceAll(/#([0-9A-Fa-f]{2})/gu, (_escape, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
  }

  /** A hexadecimal string after its `<`, section 7.3.4.3. */
  hexString(): Uint8Array {
    const start = this.at + 1;
    const end = this.bytes.indexOf(0x3e, start);
    if (end === -1) throw damaged("a hexadecimal string without an end");
    if (end - start > longestString) throw tooComplex("a long string");
    const digits = Buffer.from(this.bytes.subarray(start, end))
      .toString("latin1")
      // oxlint allows no control characters in patterns; \s has all white space but NUL.
      .replaceAll(/\s/gu, "")
      .replaceAll("\0", "");
    if (/[^0-9A-Fa-f]/u.test(digits)) throw damaged("a hexadecimal string with other characters");
    this.at = end + 1;
    return Buffer.from(digits.length % 2 === 0 ? digits : `${digits}0`, "hex");
  }

  /** A literal string after its parenthesis, section 7.3.4.2. */
  literalString(): Uint8Array {
    const octets: number[] = [];
    const latest = this.at + longestString;
    let open = 1;
    for (this.at += 1; ; this.at += 1) {
      const byte = this.peek();
      if (byte === -1) throw damaged("a string without an end");
      if (this.at > latest) throw tooComplex("a long string");
      if (byte === 0x5c) {
        this.escape(octets);
        continue;
      }
      if (byte === 0x28) open += 1;
      if (byte === 0x29) open -= 1;
      if (open === 0) break;
      if (byte === carriageReturn) {
        if (this.peek(1) === lineFeed) this.at += 1;
        octets.push(lineFeed);
      } else octets.push(byte);
    }
    this.at += 1;
    return Uint8Array.from(octets);
  }

  private escape(octets: number[]): void {
    this.at += 1;
    const byte = this.peek();
    const simple = escapes.get(byte);
    if (simple !== undefined) octets.push(simple);
    else if (byte === carriageReturn) {
      if (this.peek(1) === lineFeed) this.at += 1;
    } else if (byte >= 0x30 && byte <= 0x37) {
      let code = 0;
      let digits = 0;
      for (; digits < 3 && this.peek(digits) >= 0x30 && this.peek(digits) <= 0x37; digits += 1) {
        code = code * 8 + this.peek(digits) - 0x30;
      }
      octets.push(code & 0xff);
      this.at += digits - 1;
    } else if (byte !== lineFeed && byte !== -1) octets.push(byte);
  }
}

const escapes = new Map(
  ([..."nrtbf()\\"] as const).map((letter, index) => [
    letter.charCodeAt(0),
    "\n\r\t\b\f()\\".charCodeAt(index),
  ]),
);
