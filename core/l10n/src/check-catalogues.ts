import { readFile, readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import type { CatalogueEntries } from "./catalogue.js";
import { argumentsOf, type MessageArgument } from "./message-arguments.js";

/** What is wrong with a text, or with a file of texts. */
export interface CatalogueProblem {
  readonly language: string;
  /** Empty for a problem of the whole file. */
  readonly key: string;
  readonly problem:
    /** English has it, this language does not. */
    | "missing"
    /** This language has it, English does not. */
    | "extra"
    /** Not ICU MessageFormat, not a string, or not JSON. */
    | "unparsable"
    /** The text takes other arguments than the English one. */
    | "arguments"
    /** A plural form that this language needs is not there (CLDR plural rules). */
    | "plural";
  readonly detail: string;
}

/** Catalogues by language, English being the source. */
export type CatalogueTexts = { readonly [language: string]: CatalogueEntries };

/**
 * Finds what is wrong in the catalogues of one package: all problems at once, none if sound.
 * @param texts the catalogues, or the folder that holds them as `<language>.json`.
 */
export async function checkCatalogues(
  texts: string | CatalogueTexts,
): Promise<readonly CatalogueProblem[]> {
  const problems: CatalogueProblem[] = [];
  const all = typeof texts === "string" ? await readFolder(texts, problems) : texts;
  const parsed = new Map<string, Map<string, Shape | undefined>>();
  for (const [language, entries] of Object.entries(all)) {
    parsed.set(language, await parseAll(language, entries, problems));
  }
  const english = parsed.get("en");
  if (english === undefined) {
    problems.push({ language: "en", key: "", problem: "missing", detail: "there is no en.json" });
    return problems;
  }
  for (const [language, shapes] of parsed) {
    if (language !== "en") compare(language, english, shapes, problems);
  }
  return problems;
}

interface Shape {
  readonly args: ReadonlySet<string>;
}

async function readFolder(
  folder: string,
  problems: CatalogueProblem[],
): Promise<{ [language: string]: CatalogueEntries }> {
  const all: { [language: string]: CatalogueEntries } = {};
  const names = (await readdir(folder)).filter((name) => name.endsWith(".json")).toSorted();
  for (const name of names) {
    const language = basename(name, ".json");
    const text = await readFile(join(folder, name), "utf8");
    try {
      all[language] = JSON.parse(text) as CatalogueEntries;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      problems.push({ language, key: "", problem: "unparsable", detail: error.message });
    }
  }
  return all;
}

async function parseAll(
  language: string,
  entries: CatalogueEntries,
  problems: CatalogueProblem[],
): Promise<Map<string, Shape | undefined>> {
  const { IntlMessageFormat } = await import("intl-messageformat");
  const shapes = new Map<string, Shape | undefined>();
  for (const [key, text] of Object.entries(entries) as [string, unknown][]) {
    shapes.set(key, undefined);
    if (typeof text !== "string" || text.trim() === "") {
      problems.push({ language, key, problem: "unparsable", detail: "not a text, or empty" });
      continue;
    }
    try {
      const elements = new IntlMessageFormat(text, language, undefined, {
        ignoreTag: true,
      }).getAst();
      const used = argumentsOf(elements);
      const lacking = used.flatMap((argument) => lackingForms(language, argument));
      if (lacking.length > 0) {
        problems.push({ language, key, problem: "plural", detail: lacking.join(", ") });
      }
      shapes.set(key, { args: new Set(used.map((argument) => argument.name)) });
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      problems.push({ language, key, problem: "unparsable", detail: error.message });
    }
  }
  return shapes;
}

/** Forms that some whole number below a thousand takes: French “many” is for millions only. */
function lackingForms(language: string, { name, plural }: MessageArgument): readonly string[] {
  if (plural === undefined) return [];
  // Tells something from nothing (a block's number, an optional count) and agrees with no number.
  if (plural.forms.every((form) => form === "=0" || form === "other")) return [];
  const rules = new Intl.PluralRules(language, { type: plural.type });
  const lacking = new Set<string>();
  for (let n = 0; n < 1000; n++) {
    const form = rules.select(n);
    if (!plural.forms.includes(form) && !plural.forms.includes(`=${n}`)) {
      lacking.add(`${name}: ${form}`);
    }
  }
  return [...lacking];
}

function compare(
  language: string,
  english: ReadonlyMap<string, Shape | undefined>,
  shapes: ReadonlyMap<string, Shape | undefined>,
  problems: CatalogueProblem[],
): void {
  for (const [key, source] of english) {
    if (!shapes.has(key)) {
      problems.push({ language, key, problem: "missing", detail: "English has this text" });
      continue;
    }
    const shape = shapes.get(key);
    if (source === undefined || shape === undefined) continue;
    const different = [...source.args.values(), ...shape.args.values()]
      .filter((name) => !(source.args.has(name) && shape.args.has(name)))
      .toSorted();
    if (different.length > 0) {
      problems.push({ language, key, problem: "arguments", detail: different.join(", ") });
    }
  }
  for (const key of shapes.keys()) {
    if (!english.has(key)) {
      problems.push({ language, key, problem: "extra", detail: "English does not have this text" });
    }
  }
}
