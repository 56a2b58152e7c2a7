import assert from "node:assert/strict";
import { pluginSource, problems, reported } from "../test-plugin.js";
import { l10nErrorNext } from "./l10n-error-next.js";

describe("rule l10n-error-next", () => {
  it("finds nothing in a sound plugin", async () => {
    assert.deepEqual(await reported(l10nErrorNext, pluginSource()), []);
  });

  it("misses what to do now, once: other languages are compared with English", async () => {
    const content = {
      "error.acme.closed": "Closed",
      "error.acme.gone": "Gone",
      "error.acme.gone.next": "Order again.",
    };
    const catalogues = [
      { language: "en", file: "l10n/en.json", content },
      { language: "fr", file: "l10n/fr.json", content },
    ];
    const found = await problems(l10nErrorNext, pluginSource(undefined, { catalogues }));
    assert.deepEqual(
      found.map(({ file, path }) => [file, path]),
      [["l10n/en.json", "/error.acme.closed"]],
    );
  });
});
