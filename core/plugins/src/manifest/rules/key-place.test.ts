import assert from "node:assert/strict";
import { pluginSource, providerOf, reported } from "../test-plugin.js";
import { keyPlace } from "./key-place.js";

const field = { type: "string", title: "acme.keys", format: "key-place" };
const path = "/perennial/contributes/providers/0/profile/properties/keys";

describe("rule key-place", () => {
  it("finds nothing in a sound plugin, with such a field or without", async () => {
    assert.deepEqual(await reported(keyPlace, pluginSource()), []);
    const sound = pluginSource((m) => {
      m.perennial.permissions["keys"] = ["generate", "sign"];
      providerOf(m).profile.properties["keys"] = field;
      providerOf(m).steps[0] = { ...providerOf(m).steps[0], usesKey: true };
    });
    assert.deepEqual(await reported(keyPlace, sound), []);
  });

  it("wants the permission to make keys, and the steps that use them", async () => {
    const bare = pluginSource((m) => {
      m.perennial.permissions["keys"] = ["sign"];
      providerOf(m).profile.properties["keys"] = field;
    });
    assert.deepEqual(await reported(keyPlace, bare), [
      `${path} rule.key-place.no-permission`,
      `${path} rule.key-place.no-step`,
    ]);
  });

  it("lets the default be the embedded store, and no token", async () => {
    const withDefault = (preset: string) =>
      pluginSource((m) => {
        m.perennial.permissions["keys"] = ["generate", "sign"];
        providerOf(m).profile.properties["keys"] = { ...field, default: preset };
        providerOf(m).steps[0] = { ...providerOf(m).steps[0], usesKey: true };
      });
    assert.deepEqual(await reported(keyPlace, withDefault("software")), []);
    assert.deepEqual(await reported(keyPlace, withDefault("pkcs11:token=Card")), [
      `${path}/default rule.key-place.token-default`,
    ]);
  });
});
