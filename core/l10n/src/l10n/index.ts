import type { CatalogueSource } from "../catalogue.js";

export const catalogue = {
  en: () => import("./en.json", { with: { type: "json" } }),
  fr: () => import("./fr.json", { with: { type: "json" } }),
} satisfies CatalogueSource;
