import assert from "node:assert/strict";
import { refusedHosts } from "../refused-hosts.js";
import { pluginSource, problems, reported } from "../test-plugin.js";
import { networkHosts } from "./network-hosts.js";

describe("rule network-hosts", () => {
  it("finds nothing in a sound plugin", async () => {
    assert.deepEqual(await reported(networkHosts, pluginSource()), []);
  });
  it("refuses what is not one host, a domain below one, or a field", async () => {
    for (const [host, text] of refusedHosts) {
      assert.deepEqual(
        await reported(
          networkHosts,
          pluginSource((m) => {
            m.perennial.permissions["network"] = [host];
          }),
        ),
        [`/perennial/permissions/network/0 rule.hosts.${text}`],
        host,
      );
    }
  });
  it("takes names, addresses, ports and fields", async () => {
    const network = [
      "localhost:8443",
      "a.b.example.org",
      "*.example.org:444",
      "127.0.0.1",
      "[::1]:8443",
      "xn--exmple-cua.org",
      "profile:portalUrl",
    ];
    assert.deepEqual(
      await reported(
        networkHosts,
        pluginSource((m) => {
          m.perennial.permissions["network"] = network;
        }),
      ),
      [],
    );
  });
  it("offers the host of an address", async () => {
    const [problem] = await problems(
      networkHosts,
      pluginSource((m) => {
        m.perennial.permissions["network"] = ["https://Portal.example.org/login"];
      }),
    );
    assert.deepEqual(problem?.fix?.operations, [
      { op: "replace", path: "/perennial/permissions/network/0", value: "portal.example.org" },
    ]);
  });
});
