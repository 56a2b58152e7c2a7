import { badSignature } from "./refusals.js";

/** One signature in a PDF (ISO 32000-1, 12.8.1). */
export interface PdfSignature {
  /** The CMS message without the zeros that fill up its place. */
  readonly cms: Buffer;
  /** The bytes that it signs. */
  readonly content: Buffer;
  /** Bytes of the file before the revision that brought the signature. */
  readonly revisionStart: number;
  /** Whether it signs everything in the file but itself. */
  readonly coversWholeFile: boolean;
}

/**
 * Finds the signatures of a PDF by their byte ranges.
 * @throws PortalError `document.signature-invalid` for byte ranges that leave out anything but the
 *   signature itself.
 */
export function findPdfSignatures(pdf: Buffer): PdfSignature[] {
  const text = pdf.toString("latin1");
  const ranges = /\/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]/g;
  return [...text.matchAll(ranges)].map((range) => {
    const [start = 0, length = 0, next = 0, rest = 0] = range.slice(1).map(Number);
    if (start !== 0 || next <= length || next + rest > pdf.length)
      throw badSignature(`ByteRange ${range.slice(1).join(" ")}`);
    return {
      cms: cmsIn(text.slice(length, next)),
      content: Buffer.concat([pdf.subarray(0, length), pdf.subarray(next, next + rest)]),
      revisionStart: endOfRevision(text, length),
      coversWholeFile: next + rest === pdf.length,
    };
  });
}

/** Exactly `<hexadecimal digits>` may be left out. */
function cmsIn(gap: string): Buffer {
  const hex = /^<((?:[0-9A-Fa-f]{2})+)>$/.exec(gap)?.[1];
  if (hex === undefined) throw badSignature("More than the signature is left out.");
  const padded = Buffer.from(hex, "hex");
  const first = padded[1] ?? 0;
  const digits = first < 0x80 ? 0 : first & 0x7f;
  if (padded[0] !== 0x30 || digits > 4) throw badSignature("There is no CMS message.");
  const length = digits === 0 ? first : padded.readUIntBE(2, digits);
  const end = 2 + digits + length;
  if (padded.subarray(end).some((byte) => byte !== 0))
    throw badSignature("Something follows the CMS message.");
  return padded.subarray(0, end);
}

/** Where the last `%%EOF` before the signature ends; 0 if the file has only one revision. */
function endOfRevision(text: string, before: number): number {
  const at = text.lastIndexOf("%%EOF", before);
  return at < 0 ? 0 : at + "%%EOF".length;
}
