import sax, { type QualifiedTag, type SAXParser } from "sax";
import type { XmlAttribute, XmlElement } from "./xml-element.js";

/** More levels than any message has. */
const DEEPEST = 32;

/** More elements than any message has. */
const MOST_ELEMENTS = 10_000;

const XMLNS = "http://www.w3.org/2000/xmlns/";

/** What is not XML 1.0, or has something that no SOAP message may have. */
export class XmlError extends Error {}

interface OpenElement {
  local: string;
  namespace: string;
  attributes: XmlAttribute[];
  children: OpenElement[];
  text: string;
}

/**
 * Reads a document in UTF-8. SOAP 1.1, section 3, allows neither a document type declaration nor
 * processing instructions; without the first there are no entities but the five of XML itself.
 * @throws XmlError
 */
export function readXml(bytes: Uint8Array): XmlElement {
  return new Reading().read(decode(bytes));
}

function decode(bytes: Uint8Array): string {
  let text;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw new XmlError("It is not UTF-8", { cause: error });
  }
  if (text.trim() === "") throw new XmlError("It is empty");
  checkCharacters(text);
  return text;
}

/** XML 1.0, production 2. */
function checkCharacters(text: string): void {
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(text))
    throw new XmlError("It has characters that XML does not allow");
}

class Reading {
  readonly #parser: SAXParser;
  readonly #open: OpenElement[] = [];
  #root: OpenElement | undefined;
  #elements = 0;

  constructor() {
    const parser = sax.parser(true, { xmlns: true, strictEntities: true, position: true });
    parser.onerror = (error) => {
      throw new XmlError(error.message.split("\n", 1)[0], { cause: error });
    };
    parser.ondoctype = () => {
      throw new XmlError("It has a document type declaration");
    };
    parser.onsgmldeclaration = () => {
      throw new XmlError("It has a declaration");
    };
    parser.onprocessinginstruction = ({ name, body }) => this.#instruction(name, body);
    parser.onopentag = (tag) => this.#start(tag);
    parser.onclosetag = () => this.#open.pop();
    parser.ontext = (text) => this.#text(text);
    parser.oncdata = (text) => this.#text(text);
    this.#parser = parser;
  }

  read(text: string): XmlElement {
    // The parser is told at most once: what it throws leaves it in the middle of everything.
    this.#parser.write(text).close();
    if (this.#root === undefined) throw new XmlError("It has no element");
    return this.#root;
  }

  #instruction(name: string, body: string): void {
    if (name !== "xml" || this.#elements > 0) throw new XmlError("It has a processing instruction");
    const encoding = /\bencoding\s*=\s*["']([^"']*)["']/.exec(body)?.[1];
    if (encoding !== undefined && encoding.toLowerCase() !== "utf-8")
      throw new XmlError(`It says that it is ${encoding}`);
  }

  #start({ local, uri, attributes }: QualifiedTag): void {
    if (++this.#elements > MOST_ELEMENTS) throw new XmlError("It has too many elements");
    if (this.#open.length >= DEEPEST) throw new XmlError("It is too deep");
    const element: OpenElement = {
      local,
      namespace: uri,
      attributes: Object.values(attributes)
        .filter((attribute) => attribute.uri !== XMLNS)
        .map((attribute) => ({
          local: attribute.local,
          namespace: attribute.uri,
          value: attribute.value,
        })),
      children: [],
      text: "",
    };
    const parent = this.#open.at(-1);
    if (parent !== undefined) parent.children.push(element);
    else if (this.#root === undefined) this.#root = element;
    else throw new XmlError("It has more than one root");
    this.#open.push(element);
  }

  #text(text: string): void {
    const element = this.#open.at(-1);
    // Blanks around the root are no content; anything else there is the parser's error.
    if (element === undefined) return;
    // Again, for those that came as references: `&#0;`.
    checkCharacters(text);
    element.text += text;
  }
}
