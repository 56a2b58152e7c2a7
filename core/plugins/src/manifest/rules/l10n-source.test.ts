import assert from "node:assert/strict";
import { pluginSource, reported } from "../test-plugin.js";
import { l10nSource } from "./l10n-source.js";

describe("rule l10n-source", () => {
  it("finds nothing in a sound plugin", async () => {
    assert.deepEqual(await reported(l10nSource, pluginSource()), []);
  });
  it("asks for English", async () => {
    assert.deepEqual(await reported(l10nSource, pluginSource(undefined, { catalogues: [] })), [
      "/l10n rule.l10n-source",
    ]);
  });
});
