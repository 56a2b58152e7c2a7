/** Texts of one language: ICU MessageFormat by key. */
export type CatalogueEntries = { readonly [key: string]: string };

/** Texts in several languages, each loaded when it is needed. Keys are BCP 47 language tags. */
export type CatalogueSource = {
  readonly [language: string]: () => Promise<{ readonly default: CatalogueEntries }>;
};
