import assert from "node:assert/strict";
import { once } from "node:events";
import { request as httpsRequest } from "node:https";
import { Browser } from "../testing/browser.js";
import { createRequest, orderFields } from "../testing/requests.js";
import { placeOrder } from "../testing/visits.js";
import { startLuxtrustSimulator, type LuxtrustSimulator } from "../luxtrust/index.js";

describe("A fault on demand", () => {
  let simulator: LuxtrustSimulator;
  let browser: Browser;
  let form: string;

  beforeEach(async () => {
    simulator = await startLuxtrustSimulator();
    browser = new Browser(simulator.roots.tls);
    form = `${simulator.addresses.orderUrl}ssl-certificate`;
  });
  afterEach(async () => {
    await simulator.close();
    assert.deepEqual(simulator.failures, []);
  });

  const order = async () => placeOrder(simulator, orderFields(await createRequest()));
  const accepted = (): number => simulator.world.counters.get("orders.accepted");

  it("500: the portal fails as often as it was told to, then works", async () => {
    simulator.addFault({ endpoint: "order.form", kind: "500", count: 2 });
    const statuses = [];
    for (let index = 0; index < 3; index++) statuses.push((await browser.get(form)).status);
    assert.deepEqual(statuses, [500, 500, 200]);
  });

  it("500: nothing happened, or everything happened, as asked", async () => {
    simulator.addFault({ endpoint: "order.submit", kind: "500" });
    assert.equal((await order()).status, 500);
    assert.equal(accepted(), 0);
    simulator.addFault({ endpoint: "order.submit", kind: "500", processed: true });
    assert.equal((await order()).status, 500);
    assert.equal(accepted(), 1);
  });

  for (const kind of ["429", "503"] as const)
    it(`${kind}: says when to come back, and does nothing`, async () => {
      simulator.addFault({ endpoint: "order.submit", kind, retryAfter: 7, processed: true });
      const answer = await order();
      assert.deepEqual([answer.status, answer.headers["retry-after"]], [Number(kind), "7"]);
      assert.equal(accepted(), 0);
    });

  it("slow: answers late, after it was done", async () => {
    simulator.addFault({ endpoint: "order.form", kind: "slow", milliseconds: 150 });
    const start = performance.now();
    assert.equal((await browser.get(form)).status, 200);
    assert.ok(performance.now() - start >= 145);
  });

  it("truncated: the answer stops half way, the order is placed", async () => {
    simulator.addFault({ endpoint: "order.form", kind: "truncated" });
    await assert.rejects(browser.get(form), { code: "ECONNRESET" });
    assert.equal((await browser.get(form)).status, 200);
    simulator.addFault({ endpoint: "order.submit", kind: "truncated" });
    await assert.rejects(order(), /hang up|ECONNRESET|Parse Error/);
    assert.equal(accepted(), 1);
  });

  it("reset before: the connection breaks and nothing happened", async () => {
    simulator.addFault({ endpoint: "order.submit", kind: "reset" });
    await assert.rejects(order(), { code: "ECONNRESET", syscall: "read" });
    assert.equal(accepted(), 0);
  });

  it("reset after: the order is placed, its acknowledgement is lost", async () => {
    simulator.addFault({ endpoint: "order.submit", kind: "reset", processed: true });
    const fields = orderFields(await createRequest(), { reference: "R-1" });
    await assert.rejects(placeOrder(simulator, fields), { code: "ECONNRESET" });
    assert.equal(accepted(), 1);
    const { orders } = (await browser.json(`${form}/orders?reference=R-1`)) as {
      orders: unknown[];
    };
    assert.equal(orders.length, 1);
  });

  it("wrong-certificate: the server is somebody else for as many connections as it was told", async () => {
    simulator.addFault({ endpoint: "order", kind: "wrong-certificate" });
    await assert.rejects(browser.get(form), { code: "ERR_TLS_CERT_ALTNAME_INVALID" });
    assert.equal((await browser.get(form)).status, 200);
    const elsewhere = `${simulator.addresses.cssfUrl}certificates`;
    simulator.addFault({ endpoint: "order", kind: "wrong-certificate" });
    assert.equal((await browser.get(elsewhere)).status, 200, "the other portals stay themselves");
  });

  it("hits the endpoint it names, the portal it names, or everything", async () => {
    const login = `${simulator.addresses.sofieUrl}sofie/luxtrust`;
    simulator.addFault({ endpoint: "sofie.upload", kind: "500" });
    assert.equal((await browser.get(login)).status, 200);
    simulator.faults.clear();
    simulator.addFault({ endpoint: "sofie", kind: "500" });
    assert.equal((await browser.get(form)).status, 200);
    assert.equal((await browser.get(login)).status, 500);
    simulator.addFault({ endpoint: "*", kind: "500" });
    assert.equal((await browser.get(form)).status, 500);
  });

  it("lets requests pass before when it was told to", async () => {
    simulator.addFault({ endpoint: "order.form", kind: "500", skip: 1 });
    assert.equal((await browser.get(form)).status, 200);
    assert.equal((await browser.get(form)).status, 500);
  });

  it("is forgotten when removed", async () => {
    const { id } = simulator.addFault({ endpoint: "order.form", kind: "500" });
    assert.ok(simulator.faults.remove(id));
    assert.equal(simulator.faults.remove(id), false);
    assert.equal((await browser.get(form)).status, 200);
  });

  it("is no fault: a client that goes away in the middle of its request", async () => {
    const { hostname, port } = new URL(form);
    const request = httpsRequest({
      hostname,
      port,
      path: "/ssl-certificate/orders",
      method: "POST",
      ca: simulator.roots.tls,
      agent: false,
      headers: { "content-type": "multipart/form-data; boundary=x", "content-length": 1000 },
    });
    const gone = once(request, "error");
    request.write("--x", () => setImmediate(() => request.destroy(new Error("killed"))));
    await gone;
    assert.equal((await browser.get(form)).status, 200);
    assert.equal(accepted(), 0);
  });

  it("is no fault: a page that is not there, a body that is no form or is far too large", async () => {
    const { orderUrl } = simulator.addresses;
    assert.deepEqual((await browser.get(`${orderUrl}elsewhere`)).code, "page.unknown");
    const answer = await browser.post(`${form}/orders`, { csrf: "A".repeat(9 * 1024 * 1024) });
    assert.deepEqual([answer.status, answer.code], [413, "request.too-large"]);
  });
});
