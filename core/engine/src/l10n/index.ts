import type { CatalogueSource } from "@perennial/l10n";

export const catalogue = {
  en: () => import("./en.json", { with: { type: "json" } }),
  fr: () => import("./fr.json", { with: { type: "json" } }),
} satisfies CatalogueSource;
