import { pdfBytes, pdfName } from "./pdf-text.js";
import { rawOf } from "./pdf-value.js";
import type { PdfArray, PdfReference } from "./pdf-value.js";
import type { LocatedDictionary } from "./pdf-file.js";

/** A dictionary with some entries replaced or added; the others stay byte for byte. */
export function editDictionary(
  { dictionary, source }: Pick<LocatedDictionary, "dictionary" | "source">,
  changes: Readonly<Record<string, string | Uint8Array>>,
): Uint8Array {
  const kept = [...dictionary.entries]
    .filter(([key]) => !Object.hasOwn(changes, key))
    .flatMap(([key, value]) => [`${pdfName(key)} `, rawOf(source, value), "\n"]);
  const changed = Object.entries(changes).flatMap(([key, value]) => [
    `${pdfName(key)} `,
    value,
    "\n",
  ]);
  return pdfBytes("<<\n", ...kept, ...changed, ">>");
}

/** An array with one more reference at its end. */
export function appendToArray(
  array: PdfArray,
  source: Uint8Array,
  reference: PdfReference,
): Uint8Array {
  const raw = rawOf(source, array);
  return pdfBytes(raw.subarray(0, -1), "\n", referenceText(reference), "]");
}

/** For example `12 0 R`. */
export function referenceText({ number, generation }: PdfReference): string {
  return `${number} ${generation} R`;
}
