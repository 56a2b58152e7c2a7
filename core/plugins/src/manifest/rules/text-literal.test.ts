import assert from "node:assert/strict";
import { pluginSource, reported } from "../test-plugin.js";
import { textLiteral } from "./text-literal.js";

describe("rule text-literal", () => {
  it("finds nothing in a sound plugin", async () => {
    assert.deepEqual(await reported(textLiteral, pluginSource()), []);
  });
  it("warns of a text that cannot be translated", async () => {
    assert.deepEqual(
      await reported(
        textLiteral,
        pluginSource((m) => {
          m["displayName"] = "Acme";
        }),
      ),
      ["/displayName rule.text-literal"],
    );
  });
});
