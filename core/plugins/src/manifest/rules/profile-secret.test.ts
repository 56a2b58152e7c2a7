import assert from "node:assert/strict";
import { pluginSource, providerOf, reported } from "../test-plugin.js";
import { profileSecret } from "./profile-secret.js";

describe("rule profile-secret", () => {
  it("finds nothing in a sound plugin", async () => {
    assert.deepEqual(await reported(profileSecret, pluginSource()), []);
  });
  it("takes only declared secrets, without a default", async () => {
    assert.deepEqual(
      await reported(
        profileSecret,
        pluginSource((m) => {
          const provider = providerOf(m);
          provider.profile.properties = {
            password: { type: "string", format: "password" },
            pin: { type: "string", format: "password", default: "0000" },
          };
        }),
      ),
      [
        "/perennial/contributes/providers/0/profile/properties/pin rule.profile-secret.undeclared",
        "/perennial/contributes/providers/0/profile/properties/pin rule.profile-secret.default",
      ],
    );
  });
});
