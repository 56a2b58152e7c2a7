/**
 * A text as it is compared: without diacritics and case, every dash a hyphen, white space one blank.
 * Romanian ș and ț are written with a comma or, in older files, with a cedilla below.
 */
export function fold(text: string): string {
  return text
    .normalize("NFKD")
    .replaceAll(/[\p{M}\u00AD\u200B-\u200D\uFEFF]/gu, "")
    .replaceAll(/\p{Pd}/gu, "-")
    .toLowerCase()
    .replaceAll(/\s+/g, " ")
    .trim();
}

/** A folded text as the source of a regular expression that finds it. */
export function literally(folded: string): string {
  return folded.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`);
}
