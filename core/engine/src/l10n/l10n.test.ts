import assert from "node:assert/strict";
import { CatalogueLocalizer, checkCatalogues } from "@perennial/l10n";
import { catalogue } from "./index.js";

describe("The engine's texts", () => {
  it("are complete and sound in every language", async () => {
    const [en, fr] = await Promise.all([catalogue.en(), catalogue.fr()]);
    assert.deepEqual(await checkCatalogues({ en: en.default, fr: fr.default }), []);
  });

  it("say what to do next for every error", async () => {
    const { default: texts } = await catalogue.en();
    const keys = Object.keys(texts);
    const errors = keys.filter((key) => key.startsWith("error.") && !key.endsWith(".next"));
    assert.ok(errors.length > 15);
    for (const key of errors) assert.ok(keys.includes(`${key}.next`), key);
  });

  it("show dates and lists in the reader's language", async () => {
    const french = new CatalogueLocalizer("fr", [catalogue], "Europe/Luxembourg");
    const params = { profile: "meridian", dueFrom: "2027-05-01T00:00:00.000Z" };
    const { what } = await french.error({ code: "renewal.not-due", params });
    assert.match(what, /meridian.*1 mai 2027/);
  });
});
