import assert from "node:assert/strict";
import type { FaultSpec } from "../simulators/luxtrust/index.js";
import { World } from "./world.js";
import { allAnswers, type Contract } from "./world-options.js";

const always = [
  "order.form",
  "order.submit",
  "order.show",
  "order.certificate",
  "sofie.login-form",
  "sofie.login",
  "sofie.upload-form",
  "sofie.upload",
  "sofie.report",
] as const;
/** Asked only when somebody has to know whether something happened. */
const finding = ["order.find", "sofie.find-upload", "sofie.find-report"] as const;
const endpoints = {
  business: { always, finding },
  sort: { always: [...always, "cssf.declare"], finding: [...finding, "cssf.find"] },
} as const;

/** Every kind, the harmful ones with and without the request carried out. */
const kinds: readonly Omit<FaultSpec, "endpoint">[] = [
  { kind: "500" },
  { kind: "500", processed: true },
  { kind: "429", retryAfter: 3 },
  { kind: "503", retryAfter: 3 },
  { kind: "slow", milliseconds: 50 },
  { kind: "slow", milliseconds: 50, processed: false },
  { kind: "truncated" },
  { kind: "truncated", processed: false },
  { kind: "reset" },
  { kind: "reset", processed: true },
];

/** After an interrupted login the password is asked for again; a refused one is never repeated. */
const answers = {
  ...allAnswers,
  ...Object.fromEntries(
    [2, 3, 4, 5].map((n) => [`*/*/password-${n}`, { sofiePassword: { file: "password" } }]),
  ),
};

describe("Portals that fail at every address once", function () {
  this.timeout(120_000);

  for (const contract of ["business", "sort"] as readonly Contract[]) {
    // Each kind is independent of the contract: S.O.R.T. is tried with the two that lose most.
    const tried = contract === "business" ? kinds : kinds.filter(({ processed }) => processed);
    for (const fault of tried) {
      it(`${contract}, ${JSON.stringify(fault)}: nothing is doubled, and the renewal ends`, async () => {
        await using world = await World.open({ contract, now: "soon" });
        const hit = endpoints[contract].always.map((endpoint) =>
          world.simulator.addFault({ endpoint, ...fault }),
        );
        for (const endpoint of endpoints[contract].finding) {
          world.simulator.addFault({ endpoint, ...fault });
        }
        let last = await world.renew({ answers }, "5m");
        for (let round = 0; round < 5 && last.code !== 0; round += 1) {
          last = await world.resume({ answers }, "5m");
        }
        assert.equal(last.code, 0, JSON.stringify(last.data));
        assert.deepEqual(world.counted(), world.once);
        const faults = world.simulator.faults.list();
        const unhit = hit.filter(({ id }) => faults.find((one) => one.id === id)?.hits !== 1);
        assert.deepEqual(unhit, []);
        assert.deepEqual(world.simulator.failures, []);
        assert.deepEqual(await world.leaks(), []);
      });
    }
  }

  it("with 429 at the login: the password that was not tried is not asked for again", async () => {
    await using world = await World.open({ now: "soon" });
    world.simulator.addFault({ endpoint: "sofie.login", kind: "429", retryAfter: 30 });
    const begun = await world.renew({}, "10s");
    assert.equal(begun.code, 4);
    assert.equal(begun.data.renewals?.[0]?.error?.code, "http.busy", JSON.stringify(begun.data));
    const wakeAt = Date.parse(begun.data.renewals[0].wakeAt ?? "");
    assert.ok(wakeAt - world.time >= 15_000, "Retry-After is kept to");
    const ended = await world.resume({}, "5m");
    assert.equal(ended.code, 0, JSON.stringify(ended.data));
    assert.equal(world.counter("logins.accepted"), 2);
  });

  it("with another's TLS certificate: refused before anything is sent, until it is right", async () => {
    await using world = await World.open({ now: "soon" });
    world.simulator.addFault({ endpoint: "order", kind: "wrong-certificate", count: 3 });
    const begun = await world.renew({}, "");
    assert.equal(begun.code, 5, JSON.stringify(begun.data));
    assert.equal(begun.data.renewals?.[0]?.error?.code, "http.certificate-rejected");
    assert.equal(world.counter("orders.accepted"), 0);
    world.simulator.faults.clear();
    const ended = await world.resume({}, "5m");
    assert.equal(ended.code, 0, JSON.stringify(ended.data));
    assert.deepEqual(world.counted(), world.once);
  });

  it("with mails that come twice: the second changes nothing", async () => {
    await using world = await World.open({ now: "soon", values: { way: "assisted" } });
    world.simulator.addFault({ endpoint: "mail", kind: "duplicate-mail", count: 5 });
    const assisted = { ...allAnswers, "*/order-certificate/order": {} };
    await world.renew({ answers: assisted }, "");
    await world.simulator.orders.approve(await world.orderByPerson(), {});
    await world.pass(60_000);
    const { data } = await world.json("resume", "acme");
    assert.equal(data.renewals?.[0]?.step?.name, "upload-certificate", JSON.stringify(data));
  });
});
