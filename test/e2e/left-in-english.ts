import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../harness/index.js";

type Catalogue = Readonly<Record<string, string>>;

/** Where texts of everything lie; `plugins/certum/l10n/` for example has those of one plugin. */
export const allTexts = ["core/*/src/l10n/", "hosts/*/src/l10n/", "plugins/*/l10n/"];

/** Finds in what was printed in another language what should not be there. */
export class LeftInEnglish {
  readonly #pieces: readonly string[];
  readonly #keys: ReadonlySet<string>;

  /** @param folders patterns below the repository, each with a slash at the end. */
  constructor(language: string, folders: readonly string[]) {
    const english = read(folders, "en");
    const other = read(folders, language);
    const translated = Object.values(other).join("\n");
    this.#keys = new Set(Object.keys({ ...english, ...other }));
    // Pieces that would be seen if one leaked; none is in the texts of the other language.
    this.#pieces = Object.values(english)
      .flatMap((text) => text.split(/[{}\n]|<[^>]*>/))
      .map((piece) => piece.trim().replaceAll(/\s+/g, " "))
      .filter((piece) => piece.length >= 12 && piece.includes(" ") && !translated.includes(piece));
  }

  /** @throws AssertionError if a sentence is English, or a key or a placeholder is shown. */
  assertNone(shown: string): void {
    const text = shown.replaceAll(/\s+/g, " ");
    assert.deepEqual(
      this.#pieces.filter((piece) => text.includes(piece)),
      [],
      shown,
    );
    const words = shown
      .split("\n")
      // Codes are the same in every language.
      .filter((line) => !/^\s*Code\s*:/.test(line))
      .flatMap((line) => line.split(/[\s«»“”„()',]+/))
      .map((word) => word.replace(/[.:;]$/, ""));
    assert.deepEqual(
      words.filter((word) => this.#isKey(word)),
      [],
      shown,
    );
    assert.doesNotMatch(shown, /%[a-z]+\.[\w.-]+%|\[object|undefined|\bnull\b/, shown);
  }

  #isKey(word: string): boolean {
    return word.includes(".") && (this.#keys.has(word) || this.#keys.has(`error.${word}`));
  }
}

function read(folders: readonly string[], language: string): Catalogue {
  const files = globSync(
    folders.map((folder) => `${folder}${language}.json`),
    { cwd: repositoryRoot() },
  );
  assert.ok(files.length > 0, `there are no texts in ${language}`);
  return Object.assign(
    {},
    ...files.map(
      (file) => JSON.parse(readFileSync(join(repositoryRoot(), file), "utf8")) as Catalogue,
    ),
  ) as Catalogue;
}
