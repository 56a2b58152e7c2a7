import assert from "node:assert/strict";
import { pluginSource, reported } from "../test-plugin.js";
import { l10nIcu } from "./l10n-icu.js";

describe("rule l10n-icu", () => {
  it("finds nothing in a sound plugin", async () => {
    assert.deepEqual(await reported(l10nIcu, pluginSource()), []);
  });
  it("finds broken messages, other arguments and missing plural forms", async () => {
    const catalogues = [
      {
        language: "en",
        file: "l10n/en.json",
        content: { a: "{x", b: "{x}", c: "{n, plural, one {#} other {#}}", d: 5 },
      },
      {
        language: "pl",
        file: "l10n/pl.json",
        content: { a: "a", b: "{y}", c: "{n, plural, one {#} other {#}}", d: "d" },
      },
    ];
    assert.deepEqual(
      (await reported(l10nIcu, pluginSource(undefined, { catalogues }))).toSorted(),
      [
        "l10n/en.json#/a rule.l10n-icu.unparsable",
        "l10n/en.json#/d rule.l10n-icu.unparsable",
        "l10n/pl.json#/b rule.l10n-icu.arguments",
        "l10n/pl.json#/c rule.l10n-icu.plural",
      ],
    );
  });
});
