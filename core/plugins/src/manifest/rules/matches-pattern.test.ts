import assert from "node:assert/strict";
import { pluginSource, providerOf, reported } from "../test-plugin.js";
import { matchesPattern } from "./matches-pattern.js";

describe("rule matches-pattern", () => {
  it("finds nothing in a sound plugin", async () => {
    assert.deepEqual(await reported(matchesPattern, pluginSource()), []);
  });
  it("refuses patterns that take the certificates of every CA", async () => {
    assert.deepEqual(
      await reported(
        matchesPattern,
        pluginSource((m) => {
          const provider = providerOf(m);
          provider["matches"] = { issuer: "*", subject: "" };
        }),
      ),
      [
        "/perennial/contributes/providers/0/matches/issuer rule.matches-pattern",
        "/perennial/contributes/providers/0/matches/subject rule.matches-pattern",
      ],
    );
  });
});
