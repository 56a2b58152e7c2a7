import assert from "node:assert/strict";
import { pluginSource, providerOf, reported } from "../test-plugin.js";
import { adoptMatches } from "./adopt-matches.js";

describe("rule adopt-matches", () => {
  it("finds nothing in a sound plugin, nor in one that says what it adopts", async () => {
    assert.deepEqual(await reported(adoptMatches, pluginSource()), []);
    const adopting = pluginSource((m) => {
      m.perennial.permissions["tokens"] = ["read", "adopt"];
    });
    assert.deepEqual(await reported(adoptMatches, adopting), []);
  });

  it("refuses a provider that may adopt any key", async () => {
    const source = pluginSource((m) => {
      m.perennial.permissions["tokens"] = ["read", "adopt"];
      delete providerOf(m)["matches"];
    });
    const found = ["/perennial/contributes/providers/0 rule.adopt-matches"];
    assert.deepEqual(await reported(adoptMatches, source), found);
  });

  it("refuses one whose wildcards fit whatever there is", async () => {
    const found = ["/perennial/contributes/providers/0 rule.adopt-matches"];
    const wide = ["*", "", "**?*", "CN=*", "*O=*,*", "*C=RO*", "2.5.4.10=?*"];
    for (const issuer of wide) {
      const source = pluginSource((m) => {
        m.perennial.permissions["tokens"] = ["read", "adopt"];
        providerOf(m)["matches"] = { issuer, subject: "*CN=*" };
      });
      assert.deepEqual(await reported(adoptMatches, source), found, issuer);
    }
    const source = pluginSource((m) => {
      m.perennial.permissions["tokens"] = ["read", "adopt"];
      providerOf(m)["matches"] = { subject: "*O=Żak*" };
    });
    assert.deepEqual(await reported(adoptMatches, source), []);
  });

  it("refuses adopting without seeing", async () => {
    const source = pluginSource((m) => {
      m.perennial.permissions["tokens"] = ["adopt"];
    });
    const found = ["/perennial/permissions/tokens/0 rule.adopt-matches.no-read"];
    assert.deepEqual(await reported(adoptMatches, source), found);
  });
});
