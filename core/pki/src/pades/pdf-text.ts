/** PDF syntax as bytes; texts are latin1. */
export function pdfBytes(...parts: readonly (string | Uint8Array)[]): Uint8Array {
  return Buffer.concat(
    parts.map((part) => (typeof part === "string" ? Buffer.from(part, "latin1") : part)),
  );
}

/** A name with its solidus, ISO 32000-1 section 7.3.5. */
export function pdfName(name: string): string {
  const escaped = name.replaceAll(
    /[^A-Za-z0-9_.+:-]/gu,
    (character) => `#${character.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
  return `/${escaped}`;
}

/** A text string, section 7.9.2.2: ASCII as it is, anything else in UTF-16BE. */
export function pdfTextString(text: string): string {
  if (/^[ -~]*$/u.test(text)) return `(${text.replaceAll(/[\\()]/gu, String.raw`\$&`)})`;
  const units = Buffer.from(`\uFEFF${text}`, "utf16le").swap16();
  return `<${units.toString("hex").toUpperCase()}>`;
}

/** A text string read, section 7.9.2.2. PDFDocEncoding is taken for latin1, which it mostly is. */
export function readTextString(bytes: Uint8Array): string {
  if (bytes[0] === 0xfe && bytes[1] === 0xff) {
    return new TextDecoder("utf-16be").decode(bytes.subarray(2));
  }
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    return new TextDecoder("utf-8").decode(bytes.subarray(3));
  }
  return Buffer.from(bytes).toString("latin1");
}

/** A date in UTC, section 7.9.4. */
export function pdfDate(at: Date): string {
  return `(D:${at.toISOString().slice(0, 19).replaceAll(/[-:T]/gu, "")}+00'00')`;
}

/** A date read; null if it is none. Without an offset it counts as UTC. */
export function readPdfDate(text: string): Date | null {
  const found =
    /^D:(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:Z|([+-])(\d\d)(?:'(\d\d))?)?/u.exec(text);
  if (found === null) return null;
  const [, year, month = "01", day = "01", hour = "00", minute = "00", second = "00"] = found;
  const [sign, hours = "0", minutes = "0"] = found.slice(7);
  const local = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  const offset = (Number(hours) * 60 + Number(minutes)) * 60_000;
  const at = new Date(sign === "-" ? local + offset : local - (sign === "+" ? offset : 0));
  return Number.isNaN(at.getTime()) ? null : at;
}
