import { damaged } from "./pdf-lexer.js";
import { PdfFile } from "./pdf-file.js";
import type { LocatedDictionary } from "./pdf-file.js";
import { findPage, pageCount } from "./pages.js";
import type { PdfValue } from "./pdf-value.js";

/** What of a page is seen. */
export interface PageBox {
  /** From 1. */
  readonly page: number;
  /** Left, bottom, right and top in points. */
  readonly box: readonly [number, number, number, number];
}

/** Of US Letter: what readers take for a page that says nothing. */
const usual = [0, 0, 612, 792] as const;

/**
 * Where the visible part of a page lies: its crop box, otherwise its media box, ISO 32000-1
 * section 14.11.2; both can be a parent's, section 7.7.3.4.
 * @throws PerennialError `pdf.no-such-page` (`page`, `pages`), and as `signPdf` for what is no PDF.
 */
export function pageBox(pdf: Uint8Array, page: number | "last"): PageBox {
  const file = PdfFile.open(pdf);
  const number = page === "last" ? pageCount(file) : page;
  const found = findPage(file, number);
  const box = inherited(file, found, "CropBox") ?? inherited(file, found, "MediaBox") ?? usual;
  return { page: number, box: [...box] };
}

type Box = readonly [number, number, number, number];

function inherited(file: PdfFile, page: LocatedDictionary, name: string): Box | undefined {
  let node: LocatedDictionary | null = page;
  for (let steps = 0; node !== null; steps += 1) {
    if (steps > 64) throw damaged("pages in a circle");
    const { value, source } = file.resolve(node.dictionary.entries.get(name), node.source);
    if (value !== undefined) return boxOf(file, value, source);
    node = file.dictionary(node.dictionary.entries.get("Parent"), node.source);
  }
  return undefined;
}

/** Two opposite corners in any order, section 7.9.5. */
function boxOf(file: PdfFile, value: PdfValue, source: Uint8Array): Box | undefined {
  if (value.kind !== "array" || value.items.length !== 4) return undefined;
  const numbers = value.items.flatMap((item) => {
    const { value: one } = file.resolve(item, source);
    return one?.kind === "number" ? [one.value] : [];
  });
  const [x1, y1, x2, y2] = numbers;
  if (x1 === undefined || y1 === undefined || x2 === undefined || y2 === undefined)
    return undefined;
  return [Math.min(x1, x2), Math.min(y1, y2), Math.max(x1, x2), Math.max(y1, y2)];
}
