import assert from "node:assert/strict";
import { refusedHosts } from "../refused-hosts.js";
import { pluginSource, reported } from "../test-plugin.js";
import { pagesHosts } from "./pages-hosts.js";

describe("rule pages-hosts", () => {
  it("finds nothing in a sound plugin", async () => {
    assert.deepEqual(await reported(pagesHosts, pluginSource()), []);
  });
  it("refuses what is not one host, a domain below one, or a field", async () => {
    for (const [host, text] of refusedHosts) {
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
