import assert from "node:assert/strict";
import { pluginSource, reported } from "../test-plugin.js";
import { pagesHosts } from "./pages-hosts.js";

describe("rule pages-hosts", () => {
  it("finds nothing in a sound plugin", async () => {
    assert.deepEqual(await reported(pagesHosts, pluginSource()), []);
  });
  it("refuses what is not one host, a domain below one, or a field", async () => {
    for (const [host, text] of [
      ["*", "wildcard"],
      ["*.com", "wildcard"],
      ["a.*.example.org", "wildcard"],
      ["**.example.org", "wildcard"],
      ["https://example.org", "scheme"],
      ["example.org/path", "path"],
      ["user@example.org", "path"],
      ["192.168.0.*", "address-wildcard"],
      ["*.0.0.1", "address-wildcard"],
      ["example.org:0", "port"],
      ["example.org:99999", "port"],
      ["Example.org", "upper-case"],
      ["exämple.org", "name"],
      ["127.1", "name"],
      ["", "empty"],
      ["profile:gone", "no-field"],
      ["profile:contract", "field-not-uri"],
    ] as const) {
      assert.deepEqual(
        await reported(
          pagesHosts,
          pluginSource((m) => {
            m.perennial.permissions["pages"] = [host];
          }),
        ),
        [`/perennial/permissions/pages/0 rule.hosts.${text}`],
        host,
      );
    }
  });
});
