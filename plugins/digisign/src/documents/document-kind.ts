import { fold } from "./folded-text.js";

/** The documents that are mailed once the order is placed. Manual III.1. */
export const mailedKinds = ["declaration", "contract", "terms", "proforma"] as const;
export type MailedKind = (typeof mailedKinds)[number];

/** The documents that are sent, in the manual's order. Manual III.3 d. */
export const sentKinds = ["declaration", "contract", "terms", "identity"] as const;
export type SentKind = (typeof sentKinds)[number];

/** Whole words, folded. What is mailed as "Conditii Generale" is sent as "Termeni". */
const titles: { readonly [kind in MailedKind]: RegExp } = {
  declaration: /\bdeclaratie\b/,
  contract: /\bcontract\b/,
  terms: /\bconditii generale\b|\btermeni si conditii\b/,
  proforma: /\bfactura proforma\b|\bproforma\b/,
};

/**
 * What a document is: the kind whose title stands first in its text. Further down each may speak of
 * the others.
 * @returns undefined if it has none of the titles.
 */
export function documentKind(text: string): MailedKind | undefined {
  const folded = fold(text);
  let first: { readonly kind: MailedKind; readonly at: number } | undefined;
  for (const kind of mailedKinds) {
    const at = folded.search(titles[kind]);
    if (at >= 0 && (first === undefined || at < first.at)) first = { kind, at };
  }
  return first?.kind;
}
