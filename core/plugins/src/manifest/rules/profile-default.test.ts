import assert from "node:assert/strict";
import { pluginSource, providerOf, reported } from "../test-plugin.js";
import { profileDefault } from "./profile-default.js";

describe("rule profile-default", () => {
  it("finds nothing in a sound plugin", async () => {
    assert.deepEqual(await reported(profileDefault, pluginSource()), []);
  });
  it("finds defaults that the field itself refuses", async () => {
    for (const field of [
      { type: "string", default: 1 },
      { type: "string", enum: ["a"], default: "b" },
      { type: "string", maxLength: 1, default: "ab" },
      { type: "string", pattern: "^[A-Z]+$", default: "lu" },
      { type: "string", format: "uri", default: "www.example.org" },
      { type: "string", format: "key-place", default: "hardware" },
      { type: "integer", default: 1.5 },
      { type: "number", minimum: 2, default: 1 },
      { type: "boolean", default: "true" },
      { type: "array", default: [1] },
    ]) {
      assert.deepEqual(
        await reported(
          profileDefault,
          pluginSource((m) => {
            providerOf(m).profile.properties = { a: field };
          }),
        ),
        ["/perennial/contributes/providers/0/profile/properties/a/default rule.profile-default"],
        JSON.stringify(field),
      );
    }
  });
  it("does not wait for a pattern that takes for ever", async () => {
    const field = { type: "string", pattern: "^(a+)+$", default: `${"a".repeat(40)}!` };
    assert.deepEqual(
      await reported(
        profileDefault,
        pluginSource((m) => {
          providerOf(m).profile.properties = { a: field };
        }),
      ),
      ["/perennial/contributes/providers/0/profile/properties/a/default rule.profile-default"],
    );
  });
});
