/** Tags with these attributes make `soap` follow references (SOAP 1.1, 5.4.1), here nobody's. */
const references = /\s(?:id|href)\s*=/;

/**
 * Why a document is more than elements and text, or undefined if it is just that. The service's
 * answers need no document type, which could declare entities, and no references between elements.
 */
export function refusalOfXml(xml: string): string | undefined {
  for (let at = xml.indexOf("<"); at >= 0; at = xml.indexOf("<", at)) {
    const skipped = skip(xml, at);
    if (skipped === undefined) {
      if (xml[at + 1] === "!") return "a document type";
      const end = tagEnd(xml, at);
      if (end === undefined) return "a tag without an end";
      const tag = xml.slice(at, end).replaceAll(/"[^"]*"|'[^']*'/g, '""');
      if (references.test(tag)) return "a reference";
      at = end;
    } else {
      at = skipped;
    }
  }
  return undefined;
}

const sections = [
  ["<!--", "-->"],
  ["<![CDATA[", "]]>"],
  ["<?", "?>"],
] as const;

/** Where a comment, a CDATA section or an instruction ends; undefined if none begins here. */
function skip(xml: string, at: number): number | undefined {
  for (const [open, close] of sections) {
    if (!xml.startsWith(open, at)) continue;
    const end = xml.indexOf(close, at + open.length);
    return end < 0 ? xml.length : end + close.length;
  }
  return undefined;
}

/** Behind the `>` that ends a tag; one in an attribute's value does not. */
function tagEnd(xml: string, at: number): number | undefined {
  let quote: string | undefined;
  for (let position = at + 1; position < xml.length; position += 1) {
    const character = xml[position];
    if (quote !== undefined) {
      if (character === quote) quote = undefined;
    } else if (character === '"' || character === "'") quote = character;
    else if (character === ">") return position + 1;
  }
  return undefined;
}
