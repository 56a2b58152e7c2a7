import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import type { CatalogueEntries, CatalogueSource } from "@perennial/l10n";

/** Bytes of a catalogue, as the rules for plugins have it. A larger one has no texts. */
const largest = 1024 * 1024;

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
    // A named pipe in a broken plugin would be waited for, for ever.
    await using file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const found = await file.stat();
    if (!found.isFile() || found.size > largest) return {};
    return JSON.parse(await file.readFile("utf8")) as CatalogueEntries;
  } catch (error) {
    // A plugin need not speak the reader's language; it speaks English.
    if ((error as { code?: unknown }).code === "ENOENT") return {};
    throw error;
  }
}
