import { damaged, PdfLexer } from "./pdf-lexer.js";
import type { PdfObject, PdfValue } from "./pdf-value.js";
import type { ReadingLimits } from "./reading-limits.js";

/** Real files nest a handful of levels; garbage must not exhaust the stack. */
const deepest = 200;

/**
 * Reads one value at the lexer's place, ISO 32000-1 section 7.3.
 * @throws PerennialError `pdf.damaged`, `pdf.too-complex`.
 */
export function parseValue(lexer: PdfLexer, depth = 0): PdfValue {
  if (depth > deepest) throw damaged("objects nested too deeply");
  lexer.limits.value();
  lexer.skip();
  const start = lexer.at;
  switch (lexer.peek()) {
    case 0x2f:
      return { kind: "name", value: lexer.name(), start, end: lexer.at };
    case 0x28:
      return {
        kind: "string",
        value: lexer.literalString(),
        hexadecimal: false,
        start,
        end: lexer.at,
      };
    case 0x5b:
      return parseArray(lexer, start, depth);
    case 0x3c:
      return lexer.peek(1) === 0x3c
        ? parseDictionary(lexer, start, depth)
        : { kind: "string", value: lexer.hexString(), hexadecimal: true, start, end: lexer.at };
    default:
      return parseWord(lexer, start);
  }
}

function parseArray(lexer: PdfLexer, start: number, depth: number): PdfValue {
  const items: PdfValue[] = [];
  lexer.at += 1;
  for (lexer.skip(); lexer.peek() !== 0x5d; lexer.skip()) items.push(parseValue(lexer, depth + 1));
  lexer.at += 1;
  return { kind: "array", items, start, end: lexer.at };
}

function parseDictionary(lexer: PdfLexer, start: number, depth: number): PdfValue {
  const entries = new Map<string, PdfValue>();
  let duplicates = false;
  lexer.at += 2;
  for (lexer.skip(); lexer.peek() !== 0x3e; lexer.skip()) {
    if (lexer.peek() !== 0x2f) throw damaged(`a dictionary without a key at ${lexer.at}`);
    const key = lexer.name();
    duplicates ||= entries.has(key);
    entries.set(key, parseValue(lexer, depth + 1));
  }
  if (lexer.peek(1) !== 0x3e) throw damaged(`a dictionary without an end at ${lexer.at}`);
  lexer.at += 2;
  return { kind: "dictionary", entries, duplicates, start, end: lexer.at };
}

function parseWord(lexer: PdfLexer, start: number): PdfValue {
  const word = lexer.word();
  const end = lexer.at;
  if (word === "null") return { kind: "null", start, end };
  if (word === "true" || word === "false") {
    return { kind: "boolean", value: word === "true", start, end };
  }
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)$/u.test(word)) throw damaged(`no object at ${start}`);
  return reference(lexer, word, start) ?? { kind: "number", value: Number(word), start, end };
}

/** Two integers and `R`. */
function reference(lexer: PdfLexer, word: string, start: number): PdfValue | null {
  if (!/^\d{1,10}$/u.test(word)) return null;
  const before = lexer.at;
  const generation = lexer.integer();
  if (generation !== null && lexer.takes("R")) {
    return { kind: "reference", number: Number(word), generation, start, end: lexer.at };
  }
  lexer.at = before;
  return null;
}

/**
 * Reads `12 0 obj … ` at an offset of a file; of a stream, its dictionary.
 * @throws PerennialError `pdf.damaged`, `pdf.too-complex`.
 */
export function parseIndirectObject(
  file: Uint8Array,
  offset: number,
  limits: ReadingLimits,
): PdfObject {
  const lexer = new PdfLexer(file, offset, limits);
  const number = lexer.integer();
  const generation = lexer.integer();
  if (number === null || generation === null || !lexer.takes("obj")) {
    throw damaged(`no object at ${offset}`);
  }
  const value = parseValue(lexer);
  const isStream = value.kind === "dictionary" && lexer.takes("stream");
  if (isStream) {
    // CR LF or LF, section 7.3.8.1.
    if (lexer.peek() === 0x0d) lexer.at += 1;
    if (lexer.peek() === 0x0a) lexer.at += 1;
  }
  limits.object(lexer.at - offset);
  const streamStart = isStream ? lexer.at : null;
  return { number, generation, value, source: file, streamStart, compressed: false };
}
