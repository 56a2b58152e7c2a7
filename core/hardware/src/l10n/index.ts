/** The texts of this package's error codes, one ICU message per key. */
export const catalogue = {
  en: () => import("./en.json", { with: { type: "json" } }),
  fr: () => import("./fr.json", { with: { type: "json" } }),
} satisfies Readonly<
  Record<string, () => Promise<{ readonly default: Readonly<Record<string, string>> }>>
>;
