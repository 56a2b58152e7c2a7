import assert from "node:assert/strict";
import { pluginSource, providerOf, reported } from "../test-plugin.js";
import { profileEnum } from "./profile-enum.js";

describe("rule profile-enum", () => {
  it("finds nothing in a sound plugin", async () => {
    assert.deepEqual(await reported(profileEnum, pluginSource()), []);
  });
  it("wants a title for each value of a string", async () => {
    assert.deepEqual(
      await reported(
        profileEnum,
        pluginSource((m) => {
          const provider = providerOf(m);
          provider.profile.properties = {
            a: { type: "string", enum: ["x", "y"], enumTitles: ["t"] },
            b: { type: "number", enum: ["1"] },
            c: { type: "string", enumTitles: ["t"] },
          };
        }),
      ),
      [
        "/perennial/contributes/providers/0/profile/properties/a rule.profile-enum.count",
        "/perennial/contributes/providers/0/profile/properties/b rule.profile-enum.type",
        "/perennial/contributes/providers/0/profile/properties/c rule.profile-enum.titles-alone",
      ],
    );
  });
});
