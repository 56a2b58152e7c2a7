import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { CatalogueEntries, CatalogueSource } from "@perennial/l10n";

/** The texts of a plugin in its folder of `<language>.json`, for a reader of this language. */
export function pluginCatalogueSource(folder: string, language: string): CatalogueSource {
  const parts = language.split("-");
  const tags = parts.map((_, index) => parts.slice(0, index + 1).join("-"));
  return Object.fromEntries(
    [...new Set([...tags, "en"])].map((tag) => [
      tag,
      async () => ({ default: await readEntries(join(folder, `${tag}.json`)) }),
    ]),
  );
}

async function readEntries(path: string): Promise<CatalogueEntries> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as CatalogueEntries;
  } catch (error) {
    // A plugin need not speak the reader's language; it speaks English.
    if ((error as { code?: unknown }).code === "ENOENT") return {};
    throw error;
  }
}
