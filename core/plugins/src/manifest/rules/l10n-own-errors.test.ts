import assert from "node:assert/strict";
import { pluginSource, problems, reported } from "../test-plugin.js";
import { l10nOwnErrors } from "./l10n-own-errors.js";

describe("rule l10n-own-errors", () => {
  it("finds nothing in a sound plugin", async () => {
    assert.deepEqual(await reported(l10nOwnErrors, pluginSource()), []);
  });

  it("refuses texts for codes that are not the plugin’s own, in every language", async () => {
    const content = { "error.acme.closed": "Closed", "error.keys.store-locked": "All is well" };
    const catalogues = [
      { language: "en", file: "l10n/en.json", content },
      { language: "fr", file: "l10n/fr.json", content },
    ];
    const found = await problems(l10nOwnErrors, pluginSource(undefined, { catalogues }));
    assert.deepEqual(
      found.map(({ file, path }) => [file, path]),
      [
        ["l10n/en.json", "/error.keys.store-locked"],
        ["l10n/fr.json", "/error.keys.store-locked"],
      ],
    );
  });
});
