import { PerennialError } from "@perennial/api";
import { readSections } from "./cross-references.js";
import type { Place, ReferenceSection } from "./cross-references.js";
import { decodeStream } from "./decode-stream.js";
import { damaged, PdfLexer } from "./pdf-lexer.js";
import { parseIndirectObject, parseValue } from "./pdf-parser.js";
import { integerOf, isReference } from "./pdf-value.js";
import type { PdfDictionary, PdfObject, PdfReference, PdfValue } from "./pdf-value.js";
import { ReadingLimits } from "./reading-limits.js";

/** Bytes of the largest PDF: it is handled in memory. */
export const largestPdf = 512 * 1024 * 1024;

/** A dictionary, and the bytes that it stands in. */
export interface LocatedDictionary {
  readonly dictionary: PdfDictionary;
  readonly source: Uint8Array;
  /** The object that it is, or null where it stands inside another. */
  readonly object: PdfObject | null;
}

/**
 * The structure of a PDF, ISO 32000-1 section 7.5, as its cross-references tell it. A file whose
 * cross-references are wrong is refused, not repaired: what another reader would make of it, and so
 * what would be signed, is anyone's guess.
 */
export class PdfFile {
  private readonly objects = new Map<number, PdfObject | null>();
  private readonly streams = new Map<number, ObjectStream>();

  private constructor(
    readonly bytes: Uint8Array,
    /** Newest first. */
    readonly sections: readonly ReferenceSection[],
    private readonly places: ReadonlyMap<number, Place>,
    /** One more than the largest object number. */
    readonly size: number,
    readonly limits: ReadingLimits,
  ) {}

  /**
   * @param limits those of the file that this is a revision of.
   * @throws PerennialError `pdf.not-pdf`, `pdf.too-large`, `pdf.damaged`, `pdf.encrypted`,
   *   `pdf.too-complex`, as everything that reads from it.
   */
  static open(bytes: Uint8Array, limits = new ReadingLimits(bytes.length)): PdfFile {
    if (!isPdf(bytes)) throw new PerennialError("pdf.not-pdf");
    if (bytes.length > largestPdf) {
      throw new PerennialError("pdf.too-large", { size: bytes.length, max: largestPdf });
    }
    const sections = readSections(bytes, limits);
    const places = new Map<number, Place>();
    let size = 1;
    for (const { trailer, places: own } of sections) {
      if (trailer.entries.has("Encrypt")) throw new PerennialError("pdf.encrypted");
      size = Math.max(size, integerOf(trailer.entries.get("Size")) ?? 1);
      for (const [number, place] of own) {
        if (!places.has(number)) places.set(number, place);
        size = Math.max(size, number + 1);
      }
    }
    return new PdfFile(bytes, sections, places, size, limits);
  }

  /** The newest section; in a hybrid file the table. */
  get newest(): ReferenceSection {
    const [first, second] = this.sections;
    if (first === undefined) throw damaged("no cross-references");
    const hybrid = second !== undefined && second.trailer.entries.has("XRefStm");
    return hybrid && first.offset === integerOf(second.trailer.entries.get("XRefStm"))
      ? second
      : first;
  }

  /** The document catalog, section 7.7.2. */
  get catalog(): LocatedDictionary {
    const root = this.newest.trailer.entries.get("Root");
    const catalog = this.dictionary(root, this.bytes);
    if (catalog?.object === null || catalog === null) throw damaged("no catalog");
    return catalog;
  }

  /** Where an object is in this revision. */
  place(number: number): Place | undefined {
    return this.places.get(number);
  }

  /** Numbers of all objects that are there. */
  get numbers(): Iterable<number> {
    return this.places.keys();
  }

  /**
   * The object with a number; null if there is none.
   * @throws PerennialError `pdf.damaged`.
   */
  object(number: number): PdfObject | null {
    const known = this.objects.get(number);
    if (known !== undefined) return known;
    const found = this.read(number);
    this.objects.set(number, found);
    return found;
  }

  /** The object that a reference, or a chain of them, leads to. */
  follow(reference: PdfReference): PdfObject | null {
    let next = reference;
    for (let steps = 0; steps < 16; steps += 1) {
      const object = this.object(next.number);
      if (object === null || object.generation !== next.generation) return null;
      if (!isReference(object.value)) return object;
      next = object.value;
    }
    throw damaged("references in a circle");
  }

  /** A value, or what it refers to; and the bytes that it stands in. */
  resolve(
    value: PdfValue | undefined,
    source: Uint8Array,
  ): {
    readonly value: PdfValue | undefined;
    readonly source: Uint8Array;
    readonly object: PdfObject | null;
  } {
    if (!isReference(value)) return { value, source, object: null };
    const object = this.follow(value);
    return { value: object?.value, source: object?.source ?? source, object };
  }

  /** As {@link resolve}, for a dictionary; null for anything else. */
  dictionary(value: PdfValue | undefined, source: Uint8Array): LocatedDictionary | null {
    const found = this.resolve(value, source);
    return found.value?.kind === "dictionary"
      ? { dictionary: found.value, source: found.source, object: found.object }
      : null;
  }

  private read(number: number): PdfObject | null {
    const place = this.places.get(number);
    if (place === undefined || place.kind === "free") return null;
    if (place.kind === "compressed") {
      return compressedObject(this.objectStream(place.stream), number, this.limits);
    }
    const object = parseIndirectObject(this.bytes, place.offset, this.limits);
    if (object.number !== number || object.generation !== place.generation) {
      throw damaged(`object ${number} is not where it should be`);
    }
    return object;
  }

  /** The data of a stream, decoded. */
  private streamData(object: PdfObject): Uint8Array {
    if (object.value.kind !== "dictionary" || object.streamStart === null) {
      throw damaged(`object ${object.number} is no stream`);
    }
    const { entries } = object.value;
    const length = integerOf(this.resolve(entries.get("Length"), object.source).value);
    const end = object.streamStart + (length ?? Number.NaN);
    if (!(end >= object.streamStart && end <= this.bytes.length))
      throw damaged(`object ${object.number} is cut off`);
    return decodeStream(object.value, this.bytes.subarray(object.streamStart, end), this.limits);
  }

  /** An object stream, section 7.5.7. */
  private objectStream(number: number): ObjectStream {
    const known = this.streams.get(number);
    if (known !== undefined) return known;
    // Until it is read it holds nothing: its own length must not stand in it.
    this.streams.set(number, { source: new Uint8Array(), offsets: new Map() });
    // An object stream inside an object stream is forbidden, and would be a circle.
    const object = this.place(number)?.kind === "offset" ? this.read(number) : null;
    if (object?.value.kind !== "dictionary") throw damaged(`object ${number} is no object stream`);
    const first = integerOf(object.value.entries.get("First"));
    const count = integerOf(object.value.entries.get("N"));
    const source = this.streamData(object);
    if (first === null || count === null || count > source.length) {
      throw damaged(`object ${number} is no object stream`);
    }
    const stream = { source, offsets: readOffsets(source, first, count, this.limits) };
    this.streams.set(number, stream);
    return stream;
  }
}

/** The data of an object stream, and where its objects begin. */
interface ObjectStream {
  readonly source: Uint8Array;
  readonly offsets: ReadonlyMap<number, number>;
}

/** Whether a file begins as a PDF does. */
export function isPdf(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, 5)).toString("latin1") === "%PDF-";
}

function readOffsets(
  source: Uint8Array,
  first: number,
  count: number,
  limits: ReadingLimits,
): ReadonlyMap<number, number> {
  const head = new PdfLexer(source, 0, limits);
  const offsets = new Map<number, number>();
  for (let index = 0; index < count; index += 1) {
    limits.value();
    const number = head.integer();
    const offset = head.integer();
    if (number === null || offset === null) throw damaged("an object stream without numbers");
    offsets.set(number, first + offset);
  }
  return offsets;
}

function compressedObject(
  { source, offsets }: ObjectStream,
  number: number,
  limits: ReadingLimits,
): PdfObject {
  const offset = offsets.get(number);
  if (offset === undefined) throw damaged(`object ${number} is not where it should be`);
  const lexer = new PdfLexer(source, offset, limits);
  const value = parseValue(lexer);
  limits.object(lexer.at - offset);
  return { number, generation: 0, value, source, streamStart: null, compressed: true };
}
