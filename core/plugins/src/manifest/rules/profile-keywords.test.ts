import assert from "node:assert/strict";
import { pluginSource, providerOf, reported } from "../test-plugin.js";
import { profileKeywords } from "./profile-keywords.js";

describe("rule profile-keywords", () => {
  it("finds nothing in a sound plugin", async () => {
    assert.deepEqual(await reported(profileKeywords, pluginSource()), []);
  });
  it("finds keywords that belong to another type", async () => {
    assert.deepEqual(
      await reported(
        profileKeywords,
        pluginSource((m) => {
          const provider = providerOf(m);
          provider.profile.properties = {
            a: { type: "integer", minLength: 2 },
            b: { type: "string", maximum: 3 },
            c: { type: "integer", minimum: 3 },
          };
        }),
      ),
      [
        "/perennial/contributes/providers/0/profile/properties/a/minLength rule.profile-keywords",
        "/perennial/contributes/providers/0/profile/properties/b/maximum rule.profile-keywords",
      ],
    );
  });
});
