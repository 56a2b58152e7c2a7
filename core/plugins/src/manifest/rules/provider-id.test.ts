import assert from "node:assert/strict";
import { pluginSource, providerOf, reported } from "../test-plugin.js";
import { providerId } from "./provider-id.js";

describe("rule provider-id", () => {
  it("finds nothing in a sound plugin", async () => {
    assert.deepEqual(await reported(providerId, pluginSource()), []);
  });
  it("holds ids to the plugin, to kebab case and to being unique", async () => {
    for (const [id, text] of [
      ["other.tls", "prefix"],
      ["acme", "prefix"],
      ["acme.", "name"],
      ["acme.TLS", "name"],
      ["acme.a.b", "name"],
    ] as const) {
      assert.deepEqual(
        await reported(
          providerId,
          pluginSource((m) => {
            providerOf(m)["id"] = id;
          }),
        ),
        [`/perennial/contributes/providers/0/id rule.provider-id.${text}`],
        id,
      );
    }
    assert.deepEqual(
      await reported(
        providerId,
        pluginSource((m) => {
          m.perennial.contributes.providers.push(providerOf(m));
        }),
      ),
      ["/perennial/contributes/providers/1/id rule.provider-id.twice"],
    );
  });
});
