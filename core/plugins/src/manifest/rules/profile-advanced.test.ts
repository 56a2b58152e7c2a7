import assert from "node:assert/strict";
import { pluginSource, providerOf, reported } from "../test-plugin.js";
import { profileAdvanced } from "./profile-advanced.js";

function source(field: { readonly [member: string]: unknown }) {
  return pluginSource((m) => {
    const provider = providerOf(m);
    const properties = { deep: { type: "string", title: "deep", ...field } };
    provider.profile["properties"] = properties;
    provider.profile["required"] = ["deep"];
  });
}

describe("rule profile-advanced", () => {
  it("finds nothing where every required field is asked", async () => {
    assert.deepEqual(await reported(profileAdvanced, pluginSource()), []);
    assert.deepEqual(await reported(profileAdvanced, source({})), []);
  });
  it("finds a required field that nobody would be asked for", async () => {
    assert.deepEqual(await reported(profileAdvanced, source({ advanced: true })), [
      "/perennial/contributes/providers/0/profile/required/0 rule.profile-advanced",
    ]);
  });
});
