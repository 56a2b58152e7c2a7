import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkCatalogues } from "@perennial/l10n";
import { catalogue } from "./index.js";

const sources = join(import.meta.dirname, "..", "..", "src");

describe("the command line's texts", () => {
  it("are complete in both languages, with the same arguments", async () => {
    const [en, fr] = await Promise.all([catalogue.en(), catalogue.fr()]);
    assert.deepEqual(await checkCatalogues({ en: en.default, fr: fr.default }), []);
  });

  it("are there for every key that the code names", async () => {
    const { default: texts } = await catalogue.en();
    const files = globSync("**/*.ts", { cwd: sources }).filter(
      (file) => !/\.test\.ts$|testing/.test(file),
    );
    const missing = files.flatMap((file) => {
      const code = readFileSync(join(sources, file), "utf8");
      return [...code.matchAll(/\bsay\(\s*(?:this\.|asking\.)?texts,\s*"([^"]+)"/g)]
        .map((match) => match[1] ?? "")
        .filter((key) => !(key in texts));
    });
    assert.deepEqual(missing, []);
  });

  it("keep French punctuation on the line of its word", async () => {
    const { default: texts } = await catalogue.fr();
    const loose = Object.entries(texts).filter(([, text]) => / [:;?!»](?=\s|$)|« /.test(text));
    assert.deepEqual(loose, []);
  });
});
