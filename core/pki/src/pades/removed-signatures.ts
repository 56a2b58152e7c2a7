import { PerennialError } from "@perennial/api";
import { PdfFile } from "./pdf-file.js";
import { signatureFields } from "./signature-fields.js";
import type { SignatureField } from "./signature-fields.js";

/** Revisions that are looked at, the newest ones. */
const mostRevisions = 64;

/**
 * Names of signature fields whose signature an earlier revision shows and the file does not: someone
 * removed or replaced it later.
 */
export function removedSignatures(
  file: PdfFile,
  shown: readonly SignatureField[],
): readonly string[] {
  const places = new Set(shown.map(placeOf));
  const removed = new Set<string>();
  for (const end of revisionEnds(file).slice(-mostRevisions)) {
    for (const field of earlierFields(file.bytes.subarray(0, end))) {
      if (!places.has(placeOf(field))) removed.add(field.name);
    }
  }
  return [...removed];
}

/** Where earlier revisions end: after a `startxref` that leads to one of the file's own sections. */
function revisionEnds(file: PdfFile): readonly number[] {
  const own = new Set(file.sections.slice(1).map(({ offset }) => offset));
  if (own.size === 0) return [];
  const buffer = Buffer.from(file.bytes.buffer, file.bytes.byteOffset, file.bytes.byteLength);
  const ends: number[] = [];
  for (let at = buffer.indexOf("startxref"); at !== -1; at = buffer.indexOf("startxref", at + 9)) {
    const following = buffer.toString("latin1", at, at + 64);
    const found = /^startxref\s+(\d{1,15})\s+%%EOF/u.exec(following);
    if (found !== null && own.has(Number(found[1]))) ends.push(at + found[0].length);
  }
  return ends;
}

function earlierFields(revision: Uint8Array): readonly SignatureField[] {
  try {
    return signatureFields(PdfFile.open(revision));
  } catch (error) {
    // What looked like the end of a revision was none.
    if (PerennialError.is(error, "pdf.damaged")) return [];
    throw error;
  }
}

function placeOf({ signature }: SignatureField): number {
  return signature.object?.compressed === false ? signature.dictionary.start : -1;
}
