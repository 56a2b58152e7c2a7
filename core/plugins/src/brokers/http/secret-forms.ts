/** Characters of a secret that is looked for at all: of a shorter one any answer is full. */
const shortest = 4;
/** Below this many characters a secret is looked for only as a word: a file has such letters by chance. */
const shortestWithin = 6;
/** A password that is a word, such as `login`: the codes and names of a page hold it for another reason. */
const word = /^[a-z]{1,11}$/i;
/** Characters of base64 and hexadecimal digits that are not there by chance. */
const shortestEncoded = 8;

/** Character encodings of one byte that portals answer in; the names are TextDecoder's. */
const charsets = ["windows-1252", "windows-1250", "iso-8859-2"] as const;

const ampersand = String.raw`(?:&amp;|&#0{0,6}38;|&#x0{0,6}26;|%26|\\{1,2}u0026|&)`;

/**
 * Finds a secret in an answer that is read as one character for each byte, as it may come back:
 * plain, in UTF-8, UTF-16 or the charsets of Europe, and character for character percent-encoded, as
 * an XML or HTML reference, or escaped as in JSON; escapes twice over and in upper case too; and as a
 * piece of base64 or hexadecimal. Null for a secret that is too short to be looked for.
 */
export function secretForms(secret: string): RegExp | null {
  const length = [...secret].length;
  if (length < shortest) return null;
  const forms = [secret.normalize("NFC"), secret.normalize("NFD"), secret];
  const tables = charsets.map((name) => new TextDecoder(name).decode(everyByte));
  const escaped = [...new Set(forms)].map((form) =>
    [...form].map((one) => character(one, tables)).join(""),
  );
  const escapable = `(?:${escaped.join("|")})`;
  const within = length < shortestWithin || word.test(secret) ? asWord(escapable) : escapable;
  const whole = [...encoded(Buffer.from(secret)), ...utf16(secret)];
  return new RegExp([within, ...whole].join("|"), "gi");
}

/** No letter, digit or what joins words in a code on either side, but for one that ends an escape. */
function asWord(pattern: string): string {
  const before = String.raw`(?:(?<![a-z0-9._-])|(?<=%[0-9a-f]{2})|(?<=\\u[0-9a-f]{4})|(?<=\\[bfnrt]))`;
  return `${before}${pattern}(?![a-z0-9_-]|\\.[a-z0-9])`;
}

/** @param tables the characters of each charset, by their byte. */
function character(one: string, tables: readonly string[]): string {
  const code = one.codePointAt(0) ?? 0;
  const units = [...Array(one.length).keys()].map((index) => one.charCodeAt(index));
  const bytes = byteForms(one, tables);
  const json = units.map((unit) => String.raw`\\{1,2}u${unit.toString(16).padStart(4, "0")}`);
  const forms = [
    ...bytes.map((form) => form.map((byte) => `[%=](?:25)?${hexadecimal(byte)}`).join("")),
    `${ampersand}#0{0,6}${code};`,
    `${ampersand}#x0{0,6}${code.toString(16)};`,
    json.join(""),
    ...(code < 0x100 ? [String.raw`\\{1,2}x${hexadecimal(code)}`] : []),
    ...special(one),
    ...bytes.map((form) => form.map((byte) => literal(byte)).join("")),
  ];
  return `(?:${forms.join("|")})`;
}

/** What letters and digits have not: names of entities, and what JSON escapes by a letter. */
function special(one: string): readonly string[] {
  if (/[A-Za-z0-9]/.test(one)) return [];
  const entity = `${ampersand}[a-z]{2,31};`;
  if (/\s/.test(one)) return [entity, "[+ ]", String.raw`\\{1,2}[bfnrt]`];
  if (one === "\\") return [entity, String.raw`\\\\`];
  return one < "\u0080" ? [entity, String.raw`\\{1,3}${literal(one.charCodeAt(0))}`] : [entity];
}

/** The bytes of a character in each encoding that has it. */
function byteForms(one: string, tables: readonly string[]): readonly (readonly number[])[] {
  if (one < "\u0080") return [[one.charCodeAt(0)]];
  // The pattern's own disregard of case is that of ASCII: it sees bytes.
  const cases = [...new Set([one, one.toUpperCase(), one.toLowerCase()])];
  const utf8 = cases.map((form) => [...Buffer.from(form)]);
  const indexes = cases.flatMap((form) => tables.map((table) => table.indexOf(form)));
  return [...utf8, ...[...new Set(indexes)].filter((index) => index >= 0).map((index) => [index])];
}

const everyByte = Uint8Array.from({ length: 256 }, (_, byte) => byte);

/** What stays the same of the encoded secret whatever stands around it. */
function encoded(bytes: Buffer): readonly string[] {
  const hex = [...bytes].map(hexadecimal).join("");
  const base64 = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString("base64url");
    // The first characters hold bits of what stands before, the last one of what comes after.
    const isOpen = (shift + bytes.length) % 3 !== 0;
    return text.slice(shift === 0 ? 0 : shift + 1, isOpen ? -1 : undefined);
  });
  return [hex, ...base64]
    .filter((text) => text.length >= shortestEncoded)
    .map((text) => text.replaceAll("-", "(?:[-+]|%2b)").replaceAll("_", "(?:[_/]|%2f)"));
}

function utf16(secret: string): readonly string[] {
  const little = Buffer.from(secret, "utf16le");
  return [little, Buffer.from(little).swap16()].map((bytes) => [...bytes].map(literal).join(""));
}

function hexadecimal(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}

function literal(byte: number): string {
  return String.raw`\x${hexadecimal(byte)}`;
}
