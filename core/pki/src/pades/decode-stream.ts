import { inflateSync } from "node:zlib";
import { damaged } from "./pdf-lexer.js";
import { integerOf, nameOf } from "./pdf-value.js";
import type { PdfDictionary, PdfValue } from "./pdf-value.js";
import { tooComplex } from "./reading-limits.js";
import type { ReadingLimits } from "./reading-limits.js";

/**
 * The data of a stream of objects or of references: not encoded, or FlateDecode with or without a
 * predictor, the only filters that are used for them.
 * @throws PerennialError `pdf.damaged`, `pdf.too-complex`.
 */
export function decodeStream(
  dictionary: PdfDictionary,
  data: Uint8Array,
  limits: ReadingLimits,
): Uint8Array {
  const filters = list(dictionary.entries.get("Filter"));
  if (filters.length === 0) return data;
  if (filters.length > 1 || !["FlateDecode", "Fl"].includes(nameOf(filters[0]) ?? "")) {
    throw damaged("a stream of objects with an unusual filter");
  }
  const [parameters] = list(dictionary.entries.get("DecodeParms"));
  const plain = inflate(data, limits);
  return parameters?.kind === "dictionary" ? unpredict(plain, parameters) : plain;
}

function list(value: PdfValue | undefined): readonly PdfValue[] {
  if (value === undefined || value.kind === "null") return [];
  return value.kind === "array" ? value.items : [value];
}

function inflate(data: Uint8Array, limits: ReadingLimits): Uint8Array {
  const plain = inflated(data, limits.inflatable);
  limits.stream(plain.length);
  return plain;
}

function inflated(data: Uint8Array, largest: number): Uint8Array {
  try {
    return inflateSync(data, { maxOutputLength: Math.max(largest, 1) });
  } catch (cause) {
    const large = cause instanceof Error && "code" in cause && cause.code === tooLarge;
    if (large) throw tooComplex("streams");
    throw damaged("a stream that cannot be inflated", cause);
  }
}

/** Of zlib, where there is more than was asked for. */
const tooLarge = "ERR_BUFFER_TOO_LARGE";

/** Takes back the predictors of PNG, ISO 32000-1 section 7.4.4.4 and RFC 2083 section 6. */
function unpredict(data: Uint8Array, { entries }: PdfDictionary): Uint8Array {
  const predictor = integerOf(entries.get("Predictor")) ?? 1;
  if (predictor === 1) return data;
  const columns = integerOf(entries.get("Columns")) ?? 1;
  const colors = integerOf(entries.get("Colors")) ?? 1;
  const bits = integerOf(entries.get("BitsPerComponent")) ?? 8;
  if (predictor < 10 || colors !== 1 || bits !== 8 || columns < 1 || columns > 65_536) {
    throw damaged("a stream of objects with an unusual predictor");
  }
  const rows = Math.ceil(data.length / (columns + 1));
  const plain = Buffer.alloc(rows * columns);
  for (let row = 0; row < rows; row += 1) {
    const from = row * (columns + 1) + 1;
    unfilterRow(
      data[from - 1] ?? 0,
      data.subarray(from, from + columns),
      plain,
      row * columns,
      columns,
    );
  }
  return plain;
}

function unfilterRow(
  filter: number,
  row: Uint8Array,
  plain: Uint8Array,
  to: number,
  columns: number,
): void {
  // An iterator would take several times as long.
  for (let column = 0; column < row.length; column += 1) {
    const octet = row[column] ?? 0;
    const left = column === 0 ? 0 : (plain[to + column - 1] ?? 0);
    const up = plain[to + column - columns] ?? 0;
    const upLeft = column === 0 ? 0 : (plain[to + column - columns - 1] ?? 0);
    plain[to + column] = octet + predicted(filter, left, up, upLeft);
  }
}

function predicted(filter: number, left: number, up: number, upLeft: number): number {
  switch (filter) {
    case 0:
      return 0;
    case 1:
      return left;
    case 2:
      return up;
    case 3:
      return Math.floor((left + up) / 2);
    case 4:
      return paeth(left, up, upLeft);
    default:
      throw damaged("a stream with an unknown predictor");
  }
}

function paeth(left: number, up: number, upLeft: number): number {
  const estimate = left + up - upLeft;
  const toLeft = Math.abs(estimate - left);
  const toUp = Math.abs(estimate - up);
  const toUpLeft = Math.abs(estimate - upLeft);
  if (toLeft <= toUp && toLeft <= toUpLeft) return left;
  return toUp <= toUpLeft ? up : upLeft;
}
