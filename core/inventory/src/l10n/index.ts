type Messages = { readonly default: { readonly [key: string]: string } };

/** The inventory's messages by language. */
export const catalogue = {
  en: () => import("./en.json", { with: { type: "json" } }),
  fr: () => import("./fr.json", { with: { type: "json" } }),
} satisfies { readonly [language: string]: () => Promise<Messages> };
