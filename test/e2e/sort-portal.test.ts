import assert from "node:assert/strict";
import { World } from "./world.js";

interface Dated {
  readonly account: string;
  readonly placedAt?: string;
}

describe("A S.O.R.T. renewal through the portals", function () {
  this.timeout(120_000);

  it("has both requests before either order, and declares CRYPT and nothing else", async () => {
    await using world = await World.open({ contract: "sort", now: "soon" });
    const ended = await world.renew();
    assert.equal(ended.code, 0, JSON.stringify(ended.data));
    assert.deepEqual(world.counted(), world.once);
    const { data } = await world.json("audit", "show");
    const records = data["records"] as readonly {
      event: string;
      renewal?: string;
      data: { step?: string; key?: string };
    }[];
    const requests = records.flatMap(({ event, data: { step } }, index) =>
      event === "step.done" && step === "save-request" ? [index] : [],
    );
    const orders = records.flatMap(({ event, data: { key } }, index) =>
      event === "effect.intended" && key === "order" ? [index] : [],
    );
    assert.equal(requests.length, 2, records.map(({ event }) => event).join());
    assert.equal(orders.length, 2);
    assert.ok(Math.max(...requests) < Math.min(...orders));
    const state = world.simulator.state() as {
      declarations: readonly { spkiHash: string }[];
      orders: readonly (Dated & { spkiHash: string })[];
    };
    const crypt = state.orders.find(({ account }) => account === "CRYPT");
    assert.deepEqual(
      state.declarations.map(({ spkiHash }) => spkiHash),
      [crypt?.spkiHash],
    );
    assert.deepEqual(await world.leaks(), []);
  });

  it("orders nothing while one of the two requests is missing", async () => {
    await using world = await World.open({ contract: "sort", now: "soon" });
    const answers = await world.answers();
    const alone = await world.json(
      "renew",
      "acme",
      "--account",
      "CRYPT",
      "--answers",
      answers,
      "--wait-for",
      "1m",
    );
    assert.equal(alone.code, 4);
    assert.equal(alone.data.renewals?.[0]?.step?.name, "await-sibling-request");
    assert.equal(world.counter("orders.accepted"), 0);
    await world.json("renew", "acme", "--account", "TRANSPORT", "--answers", answers);
    const both = await world.resume();
    assert.equal(both.code, 0, JSON.stringify(both.data));
    assert.deepEqual(world.counted(), world.once);
  });
});
