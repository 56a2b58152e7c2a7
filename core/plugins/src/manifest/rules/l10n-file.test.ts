import assert from "node:assert/strict";
import { pluginSource, reported } from "../test-plugin.js";
import { l10nFile } from "./l10n-file.js";

describe("rule l10n-file", () => {
  it("finds nothing in a sound plugin", async () => {
    assert.deepEqual(await reported(l10nFile, pluginSource()), []);
  });
  it("refuses files that are no catalogues", async () => {
    const catalogues = [
      { language: "en", file: "l10n/en.json", content: [] },
      { language: "fr", file: "l10n/fr.json", content: undefined, problem: "Unexpected end" },
      { language: "FR-fr", file: "l10n/FR-fr.json", content: {} },
      { language: "not a tag", file: "l10n/not a tag.json", content: {} },
    ];
    assert.deepEqual(await reported(l10nFile, pluginSource(undefined, { catalogues })), [
      "l10n/en.json# rule.l10n-file.not-an-object",
      "l10n/fr.json# rule.l10n-file.unreadable",
      "l10n/FR-fr.json# rule.l10n-file.language",
      "l10n/not a tag.json# rule.l10n-file.language",
    ]);
  });
});
