import assert from "node:assert/strict";
import { pluginSource, providerOf, reported } from "../test-plugin.js";
import { profileRequired } from "./profile-required.js";

describe("rule profile-required", () => {
  it("finds nothing in a sound plugin", async () => {
    assert.deepEqual(await reported(profileRequired, pluginSource()), []);
  });
  it("finds required fields that there are not", async () => {
    assert.deepEqual(
      await reported(
        profileRequired,
        pluginSource((m) => {
          const provider = providerOf(m);
          provider.profile["required"] = ["contract", "gone", "toString"];
        }),
      ),
      [
        "/perennial/contributes/providers/0/profile/required/1 rule.profile-required",
        "/perennial/contributes/providers/0/profile/required/2 rule.profile-required",
      ],
    );
  });
});
