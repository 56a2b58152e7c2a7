import { PerennialError } from "@perennial/api";
import { PdfFile } from "./pdf-file.js";
import { PdfLexer } from "./pdf-lexer.js";
import { tooComplex } from "./reading-limits.js";
import { signatureFields } from "./signature-fields.js";
import type { SignatureField } from "./signature-fields.js";

/** Revisions with signatures that the file does not show. */
const mostRevisions = 64;
/** What every signature has in its dictionary. */
const trace = "/ByteRange";

/**
 * Names of signature fields whose signature an earlier revision shows and the file does not: someone
 * removed or replaced it later.
 * @throws PerennialError `pdf.too-complex`.
 */
export function removedSignatures(
  file: PdfFile,
  shown: readonly SignatureField[],
): readonly string[] {
  const places = new Set(shown.map(placeOf));
  const removed = new Set<string>();
  for (const end of suspectRevisions(file, shown)) {
    for (const field of earlierFields(file, end)) {
      if (!places.has(placeOf(field))) removed.add(field.name);
    }
  }
  return [...removed];
}

/** Ends of the revisions that came with a signature that is not shown. */
function suspectRevisions(file: PdfFile, shown: readonly SignatureField[]): readonly number[] {
  const known = new Map(
    shown.map(({ signature: { dictionary } }) => [dictionary.start, dictionary.end] as const),
  );
  const starts = [...known.keys()].toSorted((left, right) => left - right);
  const buffer = Buffer.from(file.bytes.buffer, file.bytes.byteOffset, file.bytes.byteLength);
  const suspects: number[] = [];
  let from = 0;
  for (const end of revisionEnds(file)) {
    let at = buffer.indexOf(trace, from);
    for (const start of starts) {
      const after = known.get(start) ?? start;
      if (at >= start && at < after) at = buffer.indexOf(trace, after);
    }
    if (at === -1) break;
    if (at < end) suspects.push(end);
    // Nothing is looked for before what was found.
    from = Math.max(end, at);
    if (suspects.length > mostRevisions) throw tooComplex("removed signatures");
  }
  return suspects;
}

/** Where earlier revisions end, in their order: after the `startxref` that follows a section. */
function revisionEnds(file: PdfFile): readonly number[] {
  const own = new Set(file.sections.map(({ offset }) => offset));
  own.delete(file.newest.offset);
  const ends = file.sections.flatMap(({ end, kind }) => {
    const lexer = new PdfLexer(file.bytes, end);
    if (kind === "stream" && !(lexer.takes("endstream") && lexer.takes("endobj"))) return [];
    const start = lexer.takes("startxref") ? lexer.integer() : null;
    return start !== null && own.has(start) ? [afterMark(file, lexer.at)] : [];
  });
  return ends.toSorted((left, right) => left - right);
}

/** After the `%%EOF` that comes next, if it does. */
function afterMark({ bytes }: PdfFile, at: number): number {
  const found = /^\s*%%EOF/u.exec(Buffer.from(bytes.subarray(at, at + 16)).toString("latin1"));
  return at + (found?.[0].length ?? 0);
}

function earlierFields(file: PdfFile, end: number): readonly SignatureField[] {
  try {
    return signatureFields(PdfFile.open(file.bytes.subarray(0, end), file.limits));
  } catch (error) {
    // What looked like the end of a revision was none.
    if (PerennialError.is(error, "pdf.damaged")) return [];
    throw error;
  }
}

function placeOf({ signature }: SignatureField): number {
  return signature.object?.compressed === false ? signature.dictionary.start : -1;
}
