import assert from "node:assert/strict";
import { pluginSource, providerOf, reported } from "../test-plugin.js";
import { profileFieldName } from "./profile-field-name.js";

describe("rule profile-field-name", () => {
  it("finds nothing in a sound plugin", async () => {
    assert.deepEqual(await reported(profileFieldName, pluginSource()), []);
  });
  it("refuses reserved and unusable names", async () => {
    assert.deepEqual(
      await reported(
        profileFieldName,
        pluginSource((m) => {
          const provider = providerOf(m);
          provider.profile.properties = {
            account: { type: "string" },
            "My-Field": { type: "string" },
          };
        }),
      ),
      [
        "/perennial/contributes/providers/0/profile/properties/account rule.profile-field-name.taken",
        "/perennial/contributes/providers/0/profile/properties/My-Field rule.profile-field-name",
      ],
    );
  });
});
