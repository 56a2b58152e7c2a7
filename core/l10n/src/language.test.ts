import assert from "node:assert/strict";
import { chooseLanguage } from "./index.js";
import { fallbacks } from "./language.js";

describe("The language", () => {
  it("is the wanted one before any of the environment", () => {
    assert.equal(chooseLanguage({ wanted: "fr", environment: { LC_ALL: "de_DE.UTF-8" } }), "fr");
  });
  it("is taken from LC_ALL before LC_MESSAGES before LANG", () => {
    const environment = { LC_ALL: "", LC_MESSAGES: "fr_LU.UTF-8", LANG: "de_DE" };
    assert.equal(chooseLanguage({ environment }), "fr-LU");
    assert.equal(chooseLanguage({ environment: { LANG: "pt_PT.UTF-8@euro" } }), "pt-PT");
  });
  it("is English for C, POSIX, C.UTF-8, nonsense and nothing", () => {
    for (const LANG of ["C", "POSIX", "C.UTF-8", "!!", undefined]) {
      assert.equal(chooseLanguage({ environment: { LANG } }), "en", String(LANG));
    }
    assert.equal(chooseLanguage({}), "en");
  });
  it("is English where LC_ALL=C hides another LANG", () => {
    assert.equal(chooseLanguage({ environment: { LC_ALL: "C", LANG: "fr_FR" } }), "en");
  });
  it("falls back from the region to the language to English", () => {
    assert.deepEqual(fallbacks("fr-LU"), ["fr-LU", "fr", "en"]);
    assert.deepEqual(fallbacks("en-GB"), ["en-GB", "en"]);
  });
});
