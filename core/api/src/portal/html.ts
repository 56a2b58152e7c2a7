/** A start tag of an HTML page with its attributes; names are lower case, values decoded. */
export interface Tag {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** Text up to the next tag. */
  readonly text: string;
}

/**
 * The start tags of a page, in order: as much of the HTML standard's tokenizer (13.2.5) as reading
 * forms and receipts needs. Comments and the text of scripts and styles are skipped. Any input is
 * read without an error, as a browser does.
 */
export function readTags(html: string): readonly Tag[] {
  const tags: Tag[] = [];
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf("<", at);
    if (open < 0) break;
    if (html.startsWith("<!--", open)) {
      const end = html.indexOf("-->", open + 4);
      at = end < 0 ? html.length : end + 3;
      continue;
    }
    if (!/[a-z]/i.test(html.charAt(open + 1))) {
      at = open + 1;
      continue;
    }
    const reader = new TagReader(html, open + 1);
    const { name, attributes } = reader.read();
    at = reader.position;
    const raw = name === "script" || name === "style" ? rawTextEnd(html, at, name) : undefined;
    const next = raw ?? html.indexOf("<", at);
    const text = html.slice(at, next < 0 ? html.length : next);
    tags.push({ name, attributes, text: raw === undefined ? decode(text).trim() : "" });
    at = next < 0 ? html.length : next;
  }
  return tags;
}

/** A lower-case copy of the page for each script would take quadratic time. */
function rawTextEnd(html: string, from: number, name: "script" | "style"): number {
  const ends = name === "script" ? /<\/script/gi : /<\/style/gi;
  ends.lastIndex = from;
  return ends.exec(html)?.index ?? html.length;
}

class TagReader {
  constructor(
    private readonly html: string,
    public position: number,
  ) {}

  read(): { name: string; attributes: ReadonlyMap<string, string> } {
    const name = this.take(/[^\s/>]/).toLowerCase();
    const attributes = new Map<string, string>();
    for (;;) {
      this.take(/[\s/]/);
      if (this.position >= this.html.length) break;
      if (this.html[this.position] === ">") {
        this.position += 1;
        break;
      }
      const attribute = this.attribute();
      // The first of two attributes of the same name counts (13.2.5.33).
      if (!attributes.has(attribute.name)) attributes.set(attribute.name, attribute.value);
    }
    return { name, attributes };
  }

  private attribute(): { name: string; value: string } {
    // A "=" at the beginning belongs to the name (13.2.5.32).
    const first = this.html.charAt(this.position);
    this.position += 1;
    const name = (first + this.take(/[^\s/>=]/)).toLowerCase();
    this.take(/\s/);
    if (this.html[this.position] !== "=") return { name, value: "" };
    this.position += 1;
    this.take(/\s/);
    const quote = this.html[this.position];
    if (quote !== '"' && quote !== "'") return { name, value: decode(this.take(/[^\s>]/)) };
    const end = this.html.indexOf(quote, this.position + 1);
    const stop = end < 0 ? this.html.length : end;
    const value = decode(this.html.slice(this.position + 1, stop));
    this.position = stop + 1;
    return { name, value };
  }

  private take(wanted: RegExp): string {
    const start = this.position;
    while (this.position < this.html.length && wanted.test(this.html.charAt(this.position))) {
      this.position += 1;
    }
    return this.html.slice(start, this.position);
  }
}

const entities: { readonly [name: string]: string } = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: "\u00A0",
};

function decode(text: string): string {
  return text.replaceAll(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]+));/gi,
    (whole, hex, dec, name) => {
      if (typeof name === "string") return entities[name.toLowerCase()] ?? whole;
      const point = typeof hex === "string" ? Number.parseInt(hex, 16) : Number(dec);
      return point > 0 && point <= 0x10_ff_ff && !(point >= 0xd8_00 && point <= 0xdf_ff)
        ? String.fromCodePoint(point)
        : "\uFFFD";
    },
  );
}
