import { PerennialError } from "@perennial/api";

/** What is not a Char of XML 1.0, section 2.2; no escape can carry it. */
const notInXml = /[^\u0009\u000A\u000D\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

const escapes: { readonly [character: string]: string } = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  // Kept as they are: a reader makes every line end U+000A (section 2.11), and in an attribute
  // every white space a blank (section 3.3.3).
  "\t": "&#9;",
  "\n": "&#10;",
  "\r": "&#13;",
};

/**
 * A secret as it stands in an element or a quoted attribute of XML, so that it is read as nothing
 * else.
 * @throws PerennialError `http.secret-not-xml` for characters that XML 1.0 cannot carry.
 */
export function xmlCharacterData(secret: string): string {
  if (notInXml.test(secret)) {
    throw new PerennialError("http.secret-not-xml", {}, { effect: "none" });
  }
  return secret.replace(/[&<>"'\t\n\r]/gu, (character) => escapes[character] ?? character);
}
