import assert from "node:assert/strict";
import { pluginSource, providerOf, reported } from "../test-plugin.js";
import { profileBounds } from "./profile-bounds.js";

describe("rule profile-bounds", () => {
  it("finds nothing in a sound plugin", async () => {
    assert.deepEqual(await reported(profileBounds, pluginSource()), []);
  });
  it("finds bounds that no value can be between", async () => {
    assert.deepEqual(
      await reported(
        profileBounds,
        pluginSource((m) => {
          const provider = providerOf(m);
          provider.profile.properties = {
            a: { type: "string", minLength: 5, maxLength: 4 },
            b: { type: "number", minimum: 1, maximum: 1 },
          };
        }),
      ),
      ["/perennial/contributes/providers/0/profile/properties/a rule.profile-bounds"],
    );
  });
});
