interface Texts {
  readonly default: { readonly [key: string]: string };
}

/** The texts of the finished steps, by language. A plugin's text under the same key comes first. */
export const catalogue = {
  en: () => import("./en.json", { with: { type: "json" } }),
  fr: () => import("./fr.json", { with: { type: "json" } }),
} satisfies { readonly [language: string]: () => Promise<Texts> };
