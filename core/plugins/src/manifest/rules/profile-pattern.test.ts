import assert from "node:assert/strict";
import { pluginSource, providerOf, reported } from "../test-plugin.js";
import { profilePattern } from "./profile-pattern.js";

describe("rule profile-pattern", () => {
  it("finds nothing in a sound plugin", async () => {
    assert.deepEqual(await reported(profilePattern, pluginSource()), []);
  });
  it("finds broken patterns and patterns without words", async () => {
    assert.deepEqual(
      await reported(
        profilePattern,
        pluginSource((m) => {
          const provider = providerOf(m);
          provider.profile.properties = {
            a: { type: "string", pattern: "[", patternTitle: "t" },
            b: { type: "string", pattern: "^[0-9]+$" },
          };
        }),
      ),
      [
        "/perennial/contributes/providers/0/profile/properties/a/pattern rule.profile-pattern.syntax",
        "/perennial/contributes/providers/0/profile/properties/b rule.profile-pattern.title",
      ],
    );
  });
});
