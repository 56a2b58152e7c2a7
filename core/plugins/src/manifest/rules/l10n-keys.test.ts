import assert from "node:assert/strict";
import { pluginSource, reported } from "../test-plugin.js";
import { l10nKeys } from "./l10n-keys.js";

describe("rule l10n-keys", () => {
  it("finds nothing in a sound plugin", async () => {
    assert.deepEqual(await reported(l10nKeys, pluginSource()), []);
  });
  it("finds every text that a language lacks", async () => {
    const catalogues = [
      { language: "en", file: "l10n/en.json", content: { a: "A", b: "B", "c/d": "C" } },
      { language: "fr", file: "l10n/fr.json", content: { b: "B" } },
    ];
    assert.deepEqual(await reported(l10nKeys, pluginSource(undefined, { catalogues })), [
      "l10n/fr.json#/a rule.l10n-keys",
      "l10n/fr.json#/c~1d rule.l10n-keys",
    ]);
  });
});
