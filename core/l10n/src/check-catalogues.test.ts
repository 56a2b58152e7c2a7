import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkCatalogues, l10nCatalogue } from "./index.js";

const summary = async (texts: Parameters<typeof checkCatalogues>[0]) =>
  (await checkCatalogues(texts)).map((p) => `${p.language} ${p.key} ${p.problem}`);

describe("checkCatalogues", () => {
  it("finds nothing in sound catalogues", async () => {
    assert.deepEqual(await summary({ en: { a: "Hi {name}" }, fr: { a: "{name}, salut" } }), []);
  });
  it("finds missing and extra keys, broken ICU and other arguments, all at once", async () => {
    assert.deepEqual(
      await summary({
        en: { a: "A", b: "B {x}", c: "C {y}", d: "D" },
        fr: { b: "B {z}", c: "C {y", d: "D", e: "E" },
      }),
      ["fr c unparsable", "fr a missing", "fr b arguments", "fr e extra"],
    );
  });
  it("asks for the plural forms a language has, exact numbers counting as theirs", async () => {
    const polish = "{n, plural, one {# plik} other {# pliku}}";
    const exact = "{n, plural, =1 {a file} other {# files}}";
    assert.deepEqual(await summary({ en: { a: exact }, pl: { a: polish } }), ["pl a plural"]);
    const [problem] = await checkCatalogues({ en: { a: exact }, pl: { a: polish } });
    assert.equal(problem?.detail, "n: many, n: few");
  });
  it("lets a text tell nothing from something without further forms", async () => {
    const text = "{block, plural, =0 {damaged} other {damaged in block #}}";
    assert.deepEqual(await summary({ en: { a: text }, pl: { a: text } }), []);
  });
  it("finds arguments inside plural and select branches", async () => {
    assert.deepEqual(
      await summary({
        en: { a: "{n, plural, one {one of {all}} other {#}}" },
        fr: { a: "{n, plural, one {un} other {#}}" },
      }),
      ["fr a arguments"],
    );
  });
  it("refuses empty texts and an absent English", async () => {
    assert.deepEqual(await summary({ fr: { a: " " } }), ["fr a unparsable", "en  missing"]);
  });
  it("reads a folder, and names a file that is not JSON", async () => {
    const folder = await mkdtemp(join(tmpdir(), "perennial-l10n-"));
    try {
      await writeFile(join(folder, "en.json"), '{"a":"A"}');
      await writeFile(join(folder, "fr.json"), "{");
      await writeFile(join(folder, "de.json"), "{}");
      assert.deepEqual(await summary(folder), ["fr  unparsable", "de a missing"]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
  it("finds nothing in this package's own texts", async () => {
    const [en, fr] = await Promise.all([l10nCatalogue.en(), l10nCatalogue.fr()]);
    assert.deepEqual(await summary({ en: en.default, fr: fr.default }), []);
  });
});
