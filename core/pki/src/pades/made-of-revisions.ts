import type { PdfFile } from "./pdf-file.js";
import { PdfLexer } from "./pdf-lexer.js";
import { parseIndirectObject } from "./pdf-parser.js";
import { integerOf } from "./pdf-value.js";

/**
 * Whether everything after an offset belongs to revisions that the file is read by, ISO 32000-1
 * section 7.5.6: objects that their cross-references have, the cross-references themselves, white
 * space and comments. An object that nobody's cross-references have could be a signature that was
 * damaged so that it is not seen, or something for readers that repair files.
 * @throws PerennialError `pdf.damaged`, `pdf.too-complex`.
 */
export function isMadeOfRevisions(file: PdfFile, from: number): boolean {
  const objects = objectStarts(file, from);
  const tables = new Map(
    file.sections
      .filter(({ kind, offset }) => kind === "table" && offset >= from)
      .map(({ offset, trailer }) => [startOf(file, offset), trailer.end]),
  );
  const lexer = new PdfLexer(file.bytes, from, file.limits);
  for (lexer.skip(); lexer.peek() !== -1; lexer.skip()) {
    const afterTable = tables.get(lexer.at);
    if (afterTable !== undefined) lexer.at = afterTable;
    else if (objects.has(lexer.at)) {
      if (!passObject(file, lexer)) return false;
    } else if (!lexer.takes("startxref") || lexer.integer() === null) return false;
  }
  return true;
}

/** Where the objects after an offset begin, those of cross-references among them. */
function objectStarts(file: PdfFile, from: number): ReadonlySet<number> {
  const starts = new Set<number>();
  for (const { kind, offset, places } of file.sections) {
    if (kind === "stream" && offset >= from) starts.add(startOf(file, offset));
    for (const place of places.values()) {
      if (place.kind === "offset" && place.offset >= from) starts.add(startOf(file, place.offset));
    }
  }
  return starts;
}

/** Cross-references may lead to the white space before. */
function startOf({ bytes, limits }: PdfFile, offset: number): number {
  const lexer = new PdfLexer(bytes, offset, limits);
  lexer.skip();
  limits.object(lexer.at - offset);
  return lexer.at;
}

/** Passes a whole object, its stream included; false where something else is in it. */
function passObject(file: PdfFile, lexer: PdfLexer): boolean {
  const { value, streamStart } = parseIndirectObject(file.bytes, lexer.at, file.limits);
  lexer.at = value.end;
  if (streamStart !== null) {
    if (value.kind !== "dictionary") return false;
    const length = integerOf(file.resolve(value.entries.get("Length"), file.bytes).value);
    if (length === null || length < 0) return false;
    lexer.at = streamStart + length;
    if (!lexer.takes("endstream")) return false;
  }
  return lexer.takes("endobj");
}
