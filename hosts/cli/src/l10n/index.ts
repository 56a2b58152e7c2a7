type Messages = { readonly default: { readonly [key: string]: string } };

/** The command line's messages by language. */
export const catalogue = {
  en: () => import("./en.json", { with: { type: "json" } }),
  fr: () => import("./fr.json", { with: { type: "json" } }),
} satisfies { readonly [language: string]: () => Promise<Messages> };
