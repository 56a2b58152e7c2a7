import { invalidSignature } from "../signing/signature-report.js";
import type { LocatedDictionary, PdfFile } from "./pdf-file.js";
import { integerOf } from "./pdf-value.js";

/** What a signature in a PDF covers. */
export interface CoveredRange {
  /** The message, with the zeros after it. */
  readonly contents: Uint8Array;
  /** The bytes before the contents and those after it. */
  readonly parts: readonly [Uint8Array, Uint8Array];
  /** Bytes from the beginning of the file; what follows is not signed. */
  readonly end: number;
}

/**
 * Reads the byte range of a signature. It must leave out the contents and nothing else: whatever is
 * in the gap could be changed (ISO 32000-1 section 12.8.1 only recommends it, EN 319 142-1 section 5.5 wants it).
 * @throws PerennialError `signatures.invalid` with `reason` `byteRange`.
 */
export function coveredRange(file: PdfFile, signature: LocatedDictionary): CoveredRange {
  const { entries, duplicates } = signature.dictionary;
  const contents = entries.get("Contents");
  const range = file.resolve(entries.get("ByteRange"), signature.source).value;
  const numbers = range?.kind === "array" ? range.items.map(integerOf) : [];
  const [start, length, next, rest] = numbers;
  const inFile = signature.source === file.bytes;
  if (
    !inFile ||
    duplicates ||
    contents?.kind !== "string" ||
    !contents.hexadecimal ||
    numbers.length !== 4 ||
    start !== 0 ||
    length !== contents.start ||
    next !== contents.end ||
    rest === null ||
    rest === undefined ||
    rest < 0 ||
    next + rest > file.bytes.length
  ) {
    throw invalidSignature("byteRange");
  }
  const end = next + rest;
  return {
    contents: contents.value,
    parts: [file.bytes.subarray(0, length), file.bytes.subarray(next, end)],
    end,
  };
}
