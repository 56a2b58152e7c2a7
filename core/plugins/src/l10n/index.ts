import type { CatalogueSource } from "@perennial/l10n";

/** Texts of this package, each language loaded when it is needed. */
export const catalogue = {
  en: () => import("./en.json", { with: { type: "json" } }),
  fr: () => import("./fr.json", { with: { type: "json" } }),
} satisfies CatalogueSource;
