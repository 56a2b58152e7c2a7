import assert from "node:assert/strict";
import { TestWorld } from "../../test-support.js";
import { HttpBroker } from "../http-broker.js";

describe("The proxy for plugins", () => {
  let world: TestWorld;
  beforeEach(async () => {
    world = await TestWorld.open();
  });
  afterEach(() => world.close());

  it("is told for hosts that the manifest allows, and no others", async () => {
    const found = { source: "environment", name: "HTTPS_PROXY", address: "proxy:1" } as const;
    world.proxy = found;
    const broker = world.broker(HttpBroker, { network: ["portal.acme.example"] }, {});
    assert.deepEqual(await broker.proxy("https://portal.acme.example/"), found);
    await assert.rejects(broker.proxy("https://other.example/"), { code: "http.host-not-allowed" });
    await assert.rejects(broker.proxy("http://portal.acme.example/"), {
      code: "http.scheme-not-allowed",
    });
  });
});
