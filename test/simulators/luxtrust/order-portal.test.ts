import assert from "node:assert/strict";
import { X509Certificate, type webcrypto } from "node:crypto";
import { Browser } from "../testing/browser.js";
import { createRequest, orderFields } from "../testing/requests.js";
import { obtainCertificate, orderNumber, placeOrder } from "../testing/visits.js";
import { startLuxtrustSimulator, type LuxtrustSimulator } from "./index.js";

describe("The simulated order portal", () => {
  let simulator: LuxtrustSimulator;
  const count = (name: string): number => simulator.world.counters.get(name);

  beforeEach(async () => {
    simulator = await startLuxtrustSimulator();
  });
  afterEach(async () => {
    await simulator.close();
    assert.deepEqual(simulator.failures, []);
  });

  it("takes an order and sends the client to its page", async () => {
    const request = await createRequest();
    const answer = await placeOrder(simulator, orderFields(request, { reference: "R-1" }));
    assert.equal(answer.status, 303);
    assert.equal(answer.headers.location, "/ssl-certificate/orders/1234");
    const browser = new Browser(simulator.roots.tls);
    const order = await browser.json(`${simulator.addresses.orderUrl}ssl-certificate/orders/1234`);
    const { placedAt, csrSha256, ...rest } = order as Record<string, unknown>;
    assert.deepEqual(rest, {
      number: "1234",
      reference: "R-1",
      account: "MAIN",
      spkiHash: request.spkiHash,
      state: "pending",
    });
    assert.match(String(placedAt), /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    assert.match(String(csrSha256), /^[0-9a-f]{64}$/);
    assert.equal(count("orders.accepted"), 1);
  });

  for (const algorithm of ["rsa-2048", "rsa-3072", "ec-p256", "ec-p384"] as const)
    it(`certifies the key of a request with ${algorithm}`, async () => {
      const request = await createRequest(algorithm);
      const number = orderNumber(await placeOrder(simulator, orderFields(request)));
      const { certificate } = await simulator.orders.approve(number);
      const issued = new X509Certificate(certificate ?? Buffer.alloc(0));
      const spki = await crypto.subtle.exportKey("spki", request.keys.publicKey);
      assert.deepEqual(issued.publicKey.export({ type: "spki", format: "der" }), Buffer.from(spki));
      assert.ok(issued.checkIssued(new X509Certificate(simulator.roots.issuing)));
    });

  it("finds orders by reference and by key, and says so when there are none", async () => {
    const request = await createRequest();
    await placeOrder(simulator, orderFields(request, { reference: "R & 1" }));
    const browser = new Browser(simulator.roots.tls);
    const orders = `${simulator.addresses.orderUrl}ssl-certificate/orders`;
    const numbers = async (query: string): Promise<unknown[]> => {
      const answer = (await browser.json(`${orders}?${query}`)) as { orders: { number: string }[] };
      return answer.orders.map(({ number }) => number);
    };
    assert.deepEqual(await numbers("reference=R%20%26%201"), ["1234"]);
    assert.deepEqual(await numbers(`spki=${request.spkiHash}`), ["1234"]);
    assert.deepEqual(await numbers("reference=other"), []);
    assert.equal((await browser.get(orders)).code, "order.missing-filter");
    assert.equal((await browser.get(`${orders}/9`)).code, "order.unknown");
  });

  it("refuses a second order with the same reference, whatever its key, and counts it", async () => {
    await placeOrder(simulator, orderFields(await createRequest(), { reference: "R-1" }));
    const again = orderFields(await createRequest(), { reference: "R-1" });
    const answer = await placeOrder(simulator, again);
    assert.deepEqual([answer.status, answer.code, answer.detail], [409, "order.duplicate", "1234"]);
    assert.equal(count("orders.accepted"), 1);
    assert.equal(count("orders.duplicates"), 1);
  });

  it("refuses a second order with the same key, whatever its reference", async () => {
    const request = await createRequest();
    await placeOrder(simulator, orderFields(request));
    const answer = await placeOrder(simulator, orderFields(request));
    assert.deepEqual([answer.status, answer.code], [409, "order.duplicate"]);
  });

  it("accepts one of twenty simultaneous orders", async () => {
    const fields = orderFields(await createRequest());
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => placeOrder(simulator, fields)),
    );
    assert.equal(answers.filter(({ status }) => status === 303).length, 1);
    assert.equal(count("orders.duplicates"), 19);
  });

  it("refuses a key it has issued a certificate for", async () => {
    const { request } = await obtainCertificate(simulator);
    const answer = await placeOrder(simulator, orderFields(request));
    assert.deepEqual([answer.status, answer.code], [409, "csr.key-reused"]);
  });

  it("refuses the key of an existing installation", async () => {
    const request = await createRequest();
    const notAfter = new Date(Date.now() + 1e9);
    const account = "MAIN";
    await simulator.issueExisting({ user: "999900001", account, notAfter, csr: request.pem });
    assert.equal((await placeOrder(simulator, orderFields(request))).code, "csr.key-reused");
  });

  it("takes the key of a rejected order again, but not its reference", async () => {
    const request = await createRequest();
    const fields = orderFields(request);
    const number = orderNumber(await placeOrder(simulator, fields));
    simulator.orders.reject(number, "The address is wrong");
    assert.equal((await placeOrder(simulator, fields)).code, "order.duplicate");
    assert.equal((await placeOrder(simulator, orderFields(request))).status, 303);
  });

  it("refuses a request whose signature is not its key's", async () => {
    const request = await createRequest("rsa-2048");
    const der = Buffer.from(request.der);
    der.writeUInt8(der.readUInt8(der.length - 1) ^ 1, der.length - 1);
    const answer = await placeOrder(simulator, { ...orderFields(request), csr: new Blob([der]) });
    assert.deepEqual([answer.status, answer.code], [400, "csr.bad-signature"]);
  });

  it("refuses a request signed with SHA-1", async () => {
    const request = await createRequest("ec-p256", { signing: { name: "ECDSA", hash: "SHA-1" } });
    assert.equal((await placeOrder(simulator, orderFields(request))).code, "csr.bad-signature");
  });

  it("refuses keys that are too short or of another kind", async () => {
    const usages: webcrypto.KeyUsage[] = ["sign", "verify"];
    const short = await crypto.subtle.generateKey(
      {
        name: "RSASSA-PKCS1-v1_5",
        hash: "SHA-256",
        modulusLength: 1024,
        publicExponent: new Uint8Array([1, 0, 1]),
      },
      true,
      usages,
    );
    const curve = await crypto.subtle.generateKey(
      { name: "ECDSA", namedCurve: "P-521" },
      true,
      usages,
    );
    for (const keys of [short, curve]) {
      const request = await createRequest(keys);
      const answer = await placeOrder(simulator, orderFields(request));
      assert.deepEqual([answer.status, answer.code], [400, "csr.weak-key"]);
    }
  });

  it("refuses what is no request, is empty, is too large, or is two requests", async () => {
    const { pem, der } = await createRequest();
    const files = ["", "no request", pem + pem, "A".repeat(70_000), der.subarray(0, 90)];
    for (const file of [...files, Buffer.concat([der, Buffer.from("more")])]) {
      const content = typeof file === "string" ? file : new Uint8Array(file);
      const fields = { ...orderFields({ pem }), csr: new Blob([content]) };
      assert.equal((await placeOrder(simulator, fields)).code, "csr.unreadable");
    }
    assert.equal(count("orders.refused.csr.unreadable"), 6);
  });

  for (const name of ["reference", "account", "name", "email", "company", "city", "country"])
    it(`refuses an order without ${name}`, async () => {
      const answer = await placeOrder(
        simulator,
        orderFields(await createRequest(), { [name]: " " }),
      );
      assert.deepEqual(
        [answer.status, answer.code, answer.detail],
        [400, "order.missing-field", name],
      );
    });

  it("does not ask for a department", async () => {
    const request = await createRequest("ec-p256", { withoutDepartment: true });
    const answer = await placeOrder(simulator, orderFields(request, { department: "" }));
    assert.equal(answer.status, 303);
  });

  it("refuses a request that states other personal data than the form", async () => {
    const fields = orderFields(await createRequest(), { company: "Somebody Else" });
    const answer = await placeOrder(simulator, fields);
    assert.deepEqual([answer.code, answer.detail], ["csr.subject-mismatch", "O"]);
  });

  it("refuses a form that did not come from its own page", async () => {
    const orders = `${simulator.addresses.orderUrl}ssl-certificate/orders`;
    const stranger = new Browser(simulator.roots.tls);
    const fields = { ...orderFields(await createRequest()), csrf: "guessed" };
    assert.equal((await stranger.post(orders, fields)).code, "order.bad-csrf");
    await stranger.get(`${simulator.addresses.orderUrl}ssl-certificate`);
    assert.equal((await stranger.post(orders, fields)).code, "order.bad-csrf");
    assert.equal(count("orders.accepted"), 0);
  });

  it("hands out the certificate as it was mailed, once the order is approved", async () => {
    const fields = orderFields(await createRequest());
    const number = orderNumber(await placeOrder(simulator, fields));
    const browser = new Browser(simulator.roots.tls);
    const url = `${simulator.addresses.orderUrl}ssl-certificate/orders/${number}/certificate`;
    const before = await browser.get(url);
    assert.deepEqual([before.status, before.code], [404, "order.not-complete"]);
    await simulator.orders.approve(number);
    const [mail] = simulator.mailbox.list();
    assert.deepEqual((await browser.get(url)).body, mail?.attachments[0]?.content);
  });

  it("decides an order once", async () => {
    const fields = orderFields(await createRequest());
    const number = orderNumber(await placeOrder(simulator, fields));
    const decisions = await Promise.allSettled([
      simulator.orders.approve(number),
      simulator.orders.approve(number),
    ]);
    assert.deepEqual(
      decisions.map(({ status }) => status),
      ["fulfilled", "rejected"],
    );
    assert.equal(simulator.mailbox.list().length, 1);
    assert.throws(() => simulator.orders.reject(number, "late"), { code: "order.not-pending" });
  });
});
