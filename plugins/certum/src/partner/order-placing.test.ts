import { PerennialError } from "@perennial/api";
import assert from "node:assert/strict";
import { envelope, header } from "./testing/fake-partner.js";
import { PartnerWorld, errorOf, outputOf, requestOf, waitOf } from "./testing/partner-world.js";

const lost = () => new PerennialError("http.connection-lost", {}, { retry: {} });

describe("A partner's order", () => {
  it("is judged first, and then placed under an ID that names the key", async () => {
    const world = new PartnerWorld();
    const renewal = world.begin();
    const submitted = outputOf(await world.submit(renewal));
    assert.deepEqual(world.partner.seen, ["validateOrderParameters", "quickOrder"]);
    const [order] = world.partner.orders;
    assert.equal(order?.orderId, submitted.order);
    assert.match(submitted.order, /^[A-Za-z0-9-]{1,50}$/);
    assert.ok(submitted.order.endsWith(requestOf("key").sha256.slice(0, 16)));
    assert.deepEqual([order?.customer, order?.productCode], ["Przykład", "812"]);
  });

  it("that is judged to be wrong is not placed, and nothing is open", async () => {
    const world = new PartnerWorld();
    const renewal = world.begin();
    world.partner.refuse.set("validateOrderParameters", [1016]);
    const { code, effect } = errorOf(await world.submit(renewal));
    assert.deepEqual([code, effect], ["certum.partner-1016", "none"]);
    assert.equal(world.partner.orders.length, 0);
    assert.equal(renewal.openEffect(), undefined);
  });

  for (const [kind, operation, product] of [
    ["renew", "renewCertificate", "822"],
    ["reissue", "reissueCertificate", ""],
  ] as const) {
    it(`to ${kind} goes through ${operation}, and is judged as a new one`, async () => {
      const world = new PartnerWorld();
      outputOf(await world.submit(world.begin({}, kind)));
      assert.deepEqual(world.partner.seen, ["validateOrderParameters", operation]);
      assert.equal(world.partner.orders[0]?.productCode, product);
      const xml = world.partner.requests.map(({ xml = [] }) => xml.join(""));
      assert.match(xml[0] ?? "", /<productCode>812</);
      assert.match(xml[1] ?? "", /<serialNumber>0a1b2c</);
    });
  }

  it("whose answer is lost is found by its ID and not placed again", async () => {
    const world = new PartnerWorld();
    const renewal = world.begin();
    world.partner.after = (operation) => (operation === "quickOrder" ? lost() : undefined);
    assert.equal(errorOf(await world.submit(renewal)).code, "http.connection-lost");
    world.partner.after = undefined;
    world.clock.advance(5000);
    const { submittedAt } = outputOf(await world.submit(renewal));
    assert.equal(world.partner.orders.length, 1);
    assert.equal(submittedAt, "2026-11-20T09:30:00.000Z");
  });

  it("whose answer is lost and that is not known is not placed again while it may be on its way", async () => {
    const world = new PartnerWorld();
    const renewal = world.begin();
    world.partner.before = (operation) => (operation === "quickOrder" ? lost() : undefined);
    assert.equal(errorOf(await world.submit(renewal)).code, "http.connection-lost");
    world.partner.before = undefined;
    world.clock.advance(30_000);
    const early = errorOf(await world.submit(renewal));
    assert.deepEqual([early.code, early.retry], ["certum.partner-processing", { after: 90 }]);
    world.clock.advance(90_000);
    outputOf(await world.submit(renewal));
    assert.equal(world.partner.orders.length, 1);
  });

  it("that arrives late after all is taken for ours when its ID is taken", async () => {
    const world = new PartnerWorld();
    const renewal = world.begin();
    outputOf(await world.submit(renewal));
    // The journal is one from a backup.
    renewal.effects.delete("order:1");
    const { order } = outputOf(await world.submit(renewal));
    assert.equal(world.partner.orders.length, 1);
    assert.equal(world.partner.orders[0]?.orderId, order);
  });

  it("is placed under another ID only when the person was told that somebody else's has it", async () => {
    const world = new PartnerWorld();
    const renewal = world.begin();
    outputOf(await world.submit(renewal));
    const [order] = world.partner.orders;
    assert.ok(order);
    world.partner.orders[0] = { ...order, customer: "somebody else", csr: "another" };
    renewal.effects.delete("order:1");
    const wait = waitOf(await world.submit(renewal));
    assert.deepEqual([wait.key, wait.refusal?.code], ["next-order:1", "certum.order-id-taken"]);
    assert.equal(world.partner.orders.length, 1);
    renewal.answers.set("next-order:1", true);
    const submitted = outputOf(await world.submit(renewal));
    assert.notEqual(submitted.order, order.orderId);
    assert.equal(world.partner.orders.length, 2);
  });

  it("after a rejection is followed by another one only when the person says so", async () => {
    const world = new PartnerWorld();
    const renewal = world.begin();
    const first = outputOf(await world.submit(renewal));
    Object.assign(world.partner.order(first.order), { status: "REJECTED", note: "unknown" });
    const wait = waitOf(await world.submit(renewal));
    assert.deepEqual(wait.refusal, {
      code: "certum.order-rejected",
      params: { order: first.order, reason: "unknown" },
    });
    renewal.answers.set("next-order:1", true);
    const second = outputOf(await world.submit(renewal));
    assert.notEqual(second.order, first.order);
    assert.equal(world.partner.standing.length, 1);
  });
});

describe("Another request after a partner's order was placed", () => {
  it("cancels the earlier order before another one is placed: one stands", async () => {
    const world = new PartnerWorld();
    const renewal = world.begin();
    const first = outputOf(await world.submit(renewal));
    const second = outputOf(await world.submit(renewal, requestOf("another key")));
    assert.deepEqual(
      world.partner.seen.filter((operation) => /cancel|quick/.test(operation)),
      ["quickOrder", "cancelOrder", "quickOrder"],
    );
    assert.deepEqual(
      world.partner.standing.map(({ orderId }) => orderId),
      [second.order],
    );
    assert.equal(world.partner.order(first.order).status, "REJECTED");
    assert.equal(world.notes[0]?.key, "certum.partner.earlier-cancelled");
  });

  it("cancels nothing where the service answers about somebody else's order", async () => {
    const world = new PartnerWorld();
    const renewal = world.begin();
    outputOf(await world.submit(renewal));
    const [ours] = world.partner.orders;
    assert.ok(ours);
    renewal.effects.delete("order:1");
    world.partner.before = (operation) => {
      if (operation !== "getOrderState") return undefined;
      const { customer, productCode, orderedAt } = ours;
      return envelope(
        operation,
        `${header(0)}<orderState><orderID>somebody-elses</orderID><orderStatus>VERIFICATION</orderStatus><productCode>${productCode}</productCode><customer>${customer}</customer><orderDate>${orderedAt}</orderDate></orderState>`,
      );
    };
    assert.equal(errorOf(await world.submit(renewal)).code, "certum.partner-changed");
    assert.ok(!world.partner.seen.includes("cancelOrder"));
    assert.equal(world.partner.standing.length, 1);
  });

  for (const operation of ["quickOrder", "renewCertificate"] as const) {
    it(`of which ${operation} answers another ID than ours counts only after it was looked for`, async () => {
      const world = new PartnerWorld();
      const kinds = { quickOrder: "new", renewCertificate: "renew" };
      const renewal = world.begin({}, kinds[operation]);
      world.partner.after = (now) =>
        now === operation
          ? envelope(now, `${header(0)}<orderID>somebody-elses</orderID>`)
          : undefined;
      assert.equal(errorOf(await world.submit(renewal)).code, "certum.partner-changed");
      const { order } = outputOf(await world.submit(renewal));
      assert.deepEqual(
        world.partner.orders.map(({ orderId }) => orderId),
        [order],
      );
    });
  }

  it("places nothing if it is the same", async () => {
    const world = new PartnerWorld();
    const renewal = world.begin();
    const first = outputOf(await world.submit(renewal));
    assert.deepEqual(outputOf(await world.submit(renewal)), first);
    assert.equal(world.partner.orders.length, 1);
  });

  it("may be for the same key and another subject: a cancelled order gives its key back", async () => {
    const world = new PartnerWorld();
    const renewal = world.begin();
    outputOf(await world.submit(renewal));
    outputOf(await world.submit(renewal, requestOf("key", "Inna S.A.")));
    assert.equal(world.partner.standing.length, 1);
  });

  for (const key of ["cancel:1$", "order:2$"]) {
    for (const at of ["before-perform", "after-perform"] as const) {
      it(`leaves one that stands, killed ${at} of ${key}`, async () => {
        const world = new PartnerWorld();
        const renewal = world.begin();
        outputOf(await world.submit(renewal));
        renewal.crash = { key: new RegExp(`^${key}`), at };
        await assert.rejects(world.submit(renewal, requestOf("another key")));
        world.clock.advance(130_000);
        const { order } = outputOf(await world.submit(renewal, requestOf("another key")));
        assert.equal(world.partner.orders.length, 2);
        assert.deepEqual(
          world.partner.standing.map(({ orderId }) => orderId),
          [order],
        );
      });
    }
  }

  it("is not possible any more when the earlier order's certificate was issued", async () => {
    const world = new PartnerWorld();
    const renewal = world.begin();
    const { order } = outputOf(await world.submit(renewal));
    world.partner.order(order).status = "ENROLLED";
    const error = errorOf(await world.submit(renewal, requestOf("another key")));
    assert.deepEqual([error.code, error.params], ["certum.earlier-order-issued", { order }]);
    assert.equal(world.partner.orders.length, 1);
    // Back to the first request, all is as it was.
    assert.equal(outputOf(await world.submit(renewal)).order, order);
  });
});

describe("A renewal after the expiry", () => {
  it("is refused with 2003, and a new order is offered", async () => {
    const world = new PartnerWorld();
    const renewal = world.begin({}, "renew");
    world.partner.refuse.set("renewCertificate", [2003, 1168]);
    const wait = waitOf(await world.submit(renewal));
    assert.equal(wait.key, "order-anew");
    assert.equal(wait.refusal?.code, "certum.partner-several");
    renewal.answers.set("order-anew", true);
    outputOf(await world.submit(renewal));
    assert.deepEqual(
      world.partner.orders.map(({ operation, productCode }) => [operation, productCode]),
      [["quickOrder", "812"]],
    );
  });

  it("is left alone when the person wants no new order", async () => {
    const world = new PartnerWorld();
    const renewal = world.begin({}, "renew");
    world.partner.refuse.set("renewCertificate", [2003]);
    waitOf(await world.submit(renewal));
    renewal.answers.set("order-anew", false);
    assert.equal(errorOf(await world.submit(renewal)).code, "certum.partner-2003");
    assert.equal(world.partner.orders.length, 0);
  });

  it("cannot become an order of a product that nobody named", async () => {
    const world = new PartnerWorld();
    const renewal = world.begin({ productCode: "" }, "renew");
    world.partner.refuse.set("renewCertificate", [2003]);
    waitOf(await world.submit(renewal));
    renewal.answers.set("order-anew", true);
    assert.equal(errorOf(await world.submit(renewal)).code, "certum.partner-profile");
  });
});
