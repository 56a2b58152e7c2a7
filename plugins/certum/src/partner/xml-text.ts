import { PerennialError } from "@perennial/api";

/** Characters of XML 1.0 (2.2, `Char`), surrogates that stand alone not among them. */
const xmlCharacters = /^[\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]*$/u;

const entities: { readonly [character: string]: string } = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
  // A parser makes a line feed of it (2.11).
  "\r": "&#xD;",
};

/**
 * A value as XML character data. `soap`'s own escaping lets what begins as a CDATA section through.
 * @throws PerennialError `certum.partner-character` with `effect: "none"`.
 */
export function xmlText(value: string, field: string): string {
  if (!xmlCharacters.test(value)) {
    throw new PerennialError("certum.partner-character", { field }, { effect: "none" });
  }
  return value.replaceAll(/[&<>"'\r]/g, (character) => entities[character] ?? character);
}
