import assert from "node:assert/strict";
import { pluginSource, problems, reported } from "../test-plugin.js";
import { l10nExtraKeys } from "./l10n-extra-keys.js";

describe("rule l10n-extra-keys", () => {
  it("finds nothing in a sound plugin", async () => {
    assert.deepEqual(await reported(l10nExtraKeys, pluginSource()), []);
  });
  it("warns of texts that English does not have, and offers to remove them", async () => {
    const catalogues = [
      { language: "en", file: "l10n/en.json", content: { a: "A" } },
      { language: "fr", file: "l10n/fr.json", content: { a: "A", b: "B" } },
    ];
    const [problem, ...others] = await problems(
      l10nExtraKeys,
      pluginSource(undefined, { catalogues }),
    );
    assert.deepEqual(others, []);
    assert.deepEqual(problem?.fix, {
      file: "l10n/fr.json",
      operations: [{ op: "remove", path: "/b" }],
    });
  });
});
