import { titles, type MailedKind } from "./document-kind.js";

/** What a document says about itself. */
export interface DocumentText {
  /** The numbers of the orders it names, each once. */
  readonly orders: readonly string[];
  /** By the title that stands first; absent if it has none. */
  readonly kind?: MailedKind;
}

export function readDocumentText(text: string): DocumentText {
  const plain = text.normalize("NFD").replace(/\p{M}/gu, "").toUpperCase().replace(/\s+/g, " ");
  const found = (Object.entries(titles) as [MailedKind, string][])
    .map(([kind, title]) => ({ kind, at: plain.indexOf(title) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at)[0];
  return {
    orders: [...new Set(plain.match(/\bRC-\d{4}-\d{6}\b/g))],
    ...(found === undefined ? {} : { kind: found.kind }),
  };
}
