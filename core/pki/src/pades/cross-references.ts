import { decodeStream } from "./decode-stream.js";
import { damaged, PdfLexer } from "./pdf-lexer.js";
import { parseIndirectObject, parseValue } from "./pdf-parser.js";
import { integerOf } from "./pdf-value.js";
import type { PdfDictionary, PdfValue } from "./pdf-value.js";
import type { ReadingLimits } from "./reading-limits.js";

/** Where an object is; `free` where it was deleted. */
export type Place =
  | { readonly kind: "free" }
  | { readonly kind: "offset"; readonly offset: number; readonly generation: number }
  | { readonly kind: "compressed"; readonly stream: number; readonly index: number };

/** One cross-reference section with its trailer, ISO 32000-1 sections 7.5.4, 7.5.5 and 7.5.8. */
export interface ReferenceSection {
  readonly kind: "table" | "stream";
  readonly offset: number;
  readonly trailer: PdfDictionary;
  readonly places: ReadonlyMap<number, Place>;
  /** After its trailer, or after the data of its stream. */
  readonly end: number;
}

/** Sections of a file; each signature and each saving adds one. */
const mostSections = 4096;
/** ISO 32000-1 annex C. */
const mostObjects = 8_388_607;

/**
 * The sections of a file, newest first, following `Prev`. Those of a hybrid file come one after the
 * other: the stream that `XRefStm` names counts before the table, which hides its objects.
 * @throws PerennialError `pdf.damaged`, `pdf.too-complex`.
 */
export function readSections(file: Uint8Array, limits: ReadingLimits): readonly ReferenceSection[] {
  const sections: ReferenceSection[] = [];
  const seen = new Set<number>();
  let next: number | null = startOfReferences(file);
  while (next !== null) {
    if (seen.has(next) || seen.size >= mostSections) throw damaged("cross-references in a circle");
    seen.add(next);
    const section = readSection(file, next, limits);
    const hybrid =
      section.kind === "table" ? integerOf(section.trailer.entries.get("XRefStm")) : null;
    if (hybrid !== null) sections.push(readHidden(file, hybrid, section, limits));
    sections.push(section);
    const previous = section.trailer.entries.get("Prev");
    next = previous === undefined ? null : integerOf(previous);
    if (previous !== undefined && next === null) throw damaged("Prev is no offset");
  }
  return sections;
}

/**
 * The stream of a hybrid file. An object that the table has elsewhere would be the one for some
 * readers and the other for others.
 */
function readHidden(
  file: Uint8Array,
  offset: number,
  table: ReferenceSection,
  limits: ReadingLimits,
): ReferenceSection {
  const section = readSection(file, offset, limits);
  for (const [number, place] of section.places) {
    const other = table.places.get(number);
    if (other !== undefined && other.kind !== "free" && !samePlace(place, other)) {
      throw damaged(`two places for object ${number}`);
    }
  }
  return section;
}

/** Whether an object is in the same place. */
export function samePlace(left: Place | undefined, right: Place | undefined): boolean {
  if (left?.kind === "offset" && right?.kind === "offset") {
    return left.offset === right.offset && left.generation === right.generation;
  }
  if (left?.kind === "compressed" && right?.kind === "compressed") {
    return left.stream === right.stream && left.index === right.index;
  }
  return left?.kind === right?.kind;
}

/** The number after the last `startxref`. */
function startOfReferences(file: Uint8Array): number {
  const at = Buffer.from(file.buffer, file.byteOffset, file.byteLength).lastIndexOf("startxref");
  const lexer = new PdfLexer(file, at);
  const offset = at !== -1 && lexer.takes("startxref") ? lexer.integer() : null;
  if (offset === null) throw damaged("no startxref");
  return offset;
}

function readSection(file: Uint8Array, offset: number, limits: ReadingLimits): ReferenceSection {
  if (offset >= file.length) throw damaged(`cross-references after the end, at ${offset}`);
  const lexer = new PdfLexer(file, offset, limits);
  return lexer.takes("xref") ? readTable(lexer, offset) : readStream(file, offset, limits);
}

function readTable(lexer: PdfLexer, offset: number): ReferenceSection {
  const places = new Map<number, Place>();
  while (!lexer.takes("trailer")) {
    const first = lexer.integer();
    const count = lexer.integer();
    if (first === null || count === null || first + count > mostObjects) {
      throw damaged(`no cross-references at ${lexer.at}`);
    }
    for (let number = first; number < first + count; number += 1) {
      places.set(number, readEntry(lexer));
    }
  }
  const trailer = dictionary(parseValue(lexer));
  lexer.limits.object(lexer.at - offset);
  return { kind: "table", offset, trailer, places, end: trailer.end };
}

function readEntry(lexer: PdfLexer): Place {
  lexer.limits.value();
  const offset = lexer.integer();
  const generation = lexer.integer();
  if (offset === null || generation === null) throw damaged(`no entry at ${lexer.at}`);
  if (lexer.takes("n")) return { kind: "offset", offset, generation };
  if (lexer.takes("f")) return { kind: "free" };
  throw damaged(`no entry at ${lexer.at}`);
}

function readStream(file: Uint8Array, offset: number, limits: ReadingLimits): ReferenceSection {
  const object = parseIndirectObject(file, offset, limits);
  const trailer = dictionary(object.value);
  const length = integerOf(trailer.entries.get("Length"));
  const start = object.streamStart;
  if (start === null || length === null || length < 0 || start + length > file.length) {
    throw damaged(`no cross-references at ${offset}`);
  }
  const end = start + length;
  const data = decodeStream(trailer, file.subarray(start, end), limits);
  return { kind: "stream", offset, trailer, places: streamPlaces(trailer, data, limits), end };
}

/** ISO 32000-1 section 7.5.8.3. */
function streamPlaces(
  { entries }: PdfDictionary,
  data: Uint8Array,
  limits: ReadingLimits,
): ReadonlyMap<number, Place> {
  const widths = integers(entries.get("W"));
  const size = integerOf(entries.get("Size")) ?? 0;
  const index = entries.has("Index") ? integers(entries.get("Index")) : [0, size];
  const [first = 0, second = 0, third = 0] = widths;
  const step = first + second + third;
  if (widths.length < 3 || widths.some((width) => width < 0 || width > 6) || step === 0) {
    throw damaged("cross-references of unusual width");
  }
  const places = new Map<number, Place>();
  let at = 0;
  for (let pair = 0; pair < index.length; pair += 2) {
    const start = index[pair] ?? -1;
    const count = index[pair + 1] ?? -1;
    const end = start + count;
    if (start < 0 || count < 0 || end > mostObjects) throw damaged("an unusual index of objects");
    // Objects that their rows are missing of would look as if they were not there.
    if (at + count * step > data.length) throw damaged("cross-references that are cut off");
    for (let number = start; number < end; number += 1, at += step) {
      limits.value();
      const type = first === 0 ? 1 : bigEndian(data, at, first);
      const two = bigEndian(data, at + first, second);
      places.set(number, placeOf(type, two, bigEndian(data, at + first + second, third)));
    }
  }
  return places;
}

function placeOf(type: number, second: number, third: number): Place {
  switch (type) {
    case 0:
      return { kind: "free" };
    case 1:
      return { kind: "offset", offset: second, generation: third };
    case 2:
      return { kind: "compressed", stream: second, index: third };
    default:
      // A reference to the null object, for readers that know more types.
      return { kind: "free" };
  }
}

function bigEndian(data: Uint8Array, at: number, width: number): number {
  let value = 0;
  for (let octet = 0; octet < width; octet += 1) value = value * 256 + (data[at + octet] ?? 0);
  return value;
}

function integers(value: PdfValue | undefined): readonly number[] {
  return value?.kind === "array" ? value.items.map((item) => integerOf(item) ?? -1) : [];
}

function dictionary(value: PdfValue): PdfDictionary {
  if (value.kind !== "dictionary") throw damaged("a trailer that is no dictionary");
  return value;
}
