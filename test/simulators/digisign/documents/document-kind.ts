/** What is sent, in the order of the manual's III.3.d. */
export const sentKinds = ["declaration", "contract", "terms", "identity"] as const;
export type SentKind = (typeof sentKinds)[number];

/** What is mailed, in the order of the manual's III.1. */
export const mailedKinds = ["contract", "declaration", "terms", "proforma"] as const;
export type MailedKind = (typeof mailedKinds)[number];

export function isSentKind(text: string): text is SentKind {
  return (sentKinds as readonly string[]).includes(text);
}

/** The title on the first page. */
export const titles: Readonly<Record<MailedKind, string>> = {
  contract: "CONTRACT",
  declaration: "DECLARATIE",
  terms: "CONDITII GENERALE",
  proforma: "FACTURA PROFORMA",
};

/** How a mailed document's file is called, before `_<number>.pdf`. */
export const fileNames: Readonly<Record<MailedKind, string>> = {
  contract: "Contract",
  declaration: "Declaratie",
  terms: "Termeni",
  proforma: "Factura_proforma",
};
