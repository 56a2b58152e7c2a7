import { PerennialError } from "@perennial/api";
import { damaged } from "./pdf-lexer.js";
import type { LocatedDictionary, PdfFile } from "./pdf-file.js";
import { nameOf } from "./pdf-value.js";
import type { PdfObject } from "./pdf-value.js";

/** Pages of a document. */
const mostPages = 1_000_000;

/** A page; always an object of its own, ISO 32000-1 section 7.7.3. */
export type Page = LocatedDictionary & { readonly object: PdfObject };

/**
 * A page of a document.
 * @param number from 1.
 * @throws PerennialError `pdf.no-such-page` (`page`, `pages`), `pdf.damaged`.
 */
export function findPage(file: PdfFile, number: number): Page {
  let count = 0;
  for (const page of pagesIn(file)) {
    count += 1;
    if (count === number) return page;
    if (count >= mostPages) throw damaged("too many pages");
  }
  throw new PerennialError("pdf.no-such-page", { page: number, pages: count });
}

/** Pages of a document. @throws PerennialError `pdf.damaged`. */
export function pageCount(file: PdfFile): number {
  let count = 0;
  for (const _page of pagesIn(file)) {
    count += 1;
    if (count >= mostPages) throw damaged("too many pages");
  }
  return count;
}

function pagesIn(file: PdfFile): Generator<Page> {
  const { dictionary, source } = file.catalog;
  const root = file.dictionary(dictionary.entries.get("Pages"), source);
  if (root === null) throw damaged("no pages");
  return pagesOf(file, root, new Set());
}

function* pagesOf(file: PdfFile, node: LocatedDictionary, above: Set<number>): Generator<Page> {
  const { object, dictionary, source } = node;
  if (object === null) throw damaged("a page that is not an object of its own");
  const kids = file.resolve(dictionary.entries.get("Kids"), source);
  const isPage = nameOf(dictionary.entries.get("Type")) === "Page";
  if (isPage || kids.value?.kind !== "array") {
    yield { ...node, object };
    return;
  }
  // Empty nodes may be there again and again: each counts as much as a value.
  file.limits.value();
  if (above.has(object.number) || above.size > 64) throw damaged("pages in a circle");
  above.add(object.number);
  for (const kid of kids.value.items) {
    const child = file.dictionary(kid, kids.source);
    if (child === null) throw damaged("a page that is not there");
    yield* pagesOf(file, child, above);
  }
  above.delete(object.number);
}
