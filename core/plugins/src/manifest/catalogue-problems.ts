import type { CatalogueEntries, CatalogueProblem } from "@perennial/l10n";
import { isRecord } from "./navigate.js";
import type { PluginSource } from "./plugin-source.js";
import { isLanguage } from "./language-tag.js";

/** A problem and the catalogue file it is in. */
export interface CatalogueFileProblem extends CatalogueProblem {
  readonly file: string;
}

const known = new WeakMap<PluginSource, Promise<readonly CatalogueFileProblem[]>>();

/** What is wrong inside the readable catalogues of a plugin; found once for all rules that ask. */
export function catalogueProblems(plugin: PluginSource): Promise<readonly CatalogueFileProblem[]> {
  const before = known.get(plugin);
  if (before !== undefined) return before;
  const found = find(plugin);
  known.set(plugin, found);
  return found;
}

async function find({ catalogues }: PluginSource): Promise<readonly CatalogueFileProblem[]> {
  const readable = catalogues.filter(
    ({ language, content }) => isLanguage(language) && isRecord(content),
  );
  // Without English there is nothing to compare with; that has a rule of its own.
  if (!readable.some(({ language }) => language === "en")) return [];
  const { checkCatalogues } = await import("@perennial/l10n");
  const found = await checkCatalogues(
    Object.fromEntries(
      // Values that are not texts are what the check is for.
      readable.map(({ language, content }) => [language, content as CatalogueEntries]),
    ),
  );
  return found.flatMap((problem) => {
    const file = readable.find(({ language }) => language === problem.language)?.file;
    return file === undefined ? [] : [{ ...problem, file }];
  });
}
