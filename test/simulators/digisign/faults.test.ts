import assert from "node:assert/strict";
import {
  drawFor,
  friday,
  issueToken,
  openForm,
  orderFor,
  placeRenewal,
  renewalFields,
  Signer,
  type TestToken,
} from "../testing/digisign-visits.js";
import { Browser } from "../testing/browser.js";
import { signPdf } from "../testing/signing.js";
import { startDigisignSimulator, type DigisignSimulator } from "./index.js";

describe("What can go wrong at DigiSign on demand", () => {
  let simulator: DigisignSimulator;
  let token: TestToken;
  const count = (name: string): number => simulator.world.counters.get(name);

  beforeEach(async () => {
    simulator = await startDigisignSimulator({ now: friday });
    token = await issueToken(simulator);
  });
  afterEach(async () => {
    await simulator.close();
    assert.deepEqual(simulator.failures, []);
  });

  it("an order whose answer is lost: it was placed and its documents mailed, and it can be found", async () => {
    simulator.addFault({ endpoint: "order.submit", kind: "reset", processed: true });
    const fields = renewalFields(token, { reference: "R-1" });
    await assert.rejects(placeRenewal(simulator, fields), { code: "ECONNRESET" });
    assert.deepEqual([count("orders.accepted"), simulator.mailbox.list().length], [1, 1]);
    const browser = new Browser(simulator.roots.tls);
    const url = `${simulator.addresses.portalUrl}portal/renewal/orders?reference=R-1`;
    const { orders } = (await browser.json(url)) as { orders: unknown[] };
    assert.equal(orders.length, 1);
  });

  it("an order that never arrived", async () => {
    simulator.addFault({ endpoint: "order.submit", kind: "reset" });
    await assert.rejects(placeRenewal(simulator, renewalFields(token)), { code: "ECONNRESET" });
    assert.equal(count("orders.accepted"), 0);
  });

  it("a lost acknowledgement: the document arrived, the answer did not, and a second one is refused", async () => {
    const number = await orderFor(simulator, token);
    const signer = new Signer(simulator, number, token.serial);
    const file = await signPdf(await drawFor("terms", number), token);
    simulator.addFault({ endpoint: "signer.upload", kind: "truncated" });
    await assert.rejects(signer.upload("terms", file));
    const { documents } = (await signer.get("/documents")).json as {
      documents: { kind: string; receipt: string }[];
    };
    assert.deepEqual(
      documents.map(({ kind, receipt }) => [kind, receipt]),
      [["terms", "D-000001"]],
    );
    assert.equal((await signer.upload("terms", file)).code, "document.duplicate");
    assert.equal(count("documents.terms.accepted"), 1);
  });

  it("refusals for now, as JSON to the signer and as pages to a browser, with the time to wait", async () => {
    const number = await orderFor(simulator, token);
    const signer = new Signer(simulator, number, token.serial);
    for (const part of ["signer.show", "signer.documents", "signer.certificate"])
      simulator.addFault({ endpoint: part, kind: "503" });
    for (const part of ["", "/documents", "/certificate"]) {
      const { status, code } = await signer.get(part);
      assert.deepEqual([status, code], [503, "portal.busy"]);
    }
    simulator.addFault({ endpoint: "order.form", kind: "429", retryAfter: 7 });
    const browser = new Browser(simulator.roots.tls);
    const { status, code, headers } = await browser.get(
      `${simulator.addresses.portalUrl}portal/renewal`,
    );
    assert.deepEqual([status, code, headers["retry-after"]], [429, "portal.busy", "7"]);
  });

  it("a failure that leaves open whether the request was carried out", async () => {
    simulator.addFault({ endpoint: "order.submit", kind: "500", processed: true });
    const answer = await placeRenewal(simulator, renewalFields(token));
    assert.deepEqual([answer.status, answer.code], [500, "portal.failed"]);
    assert.equal(count("orders.accepted"), 1);
  });

  it("a picture of the code, or an answer to a search, that does not come", async () => {
    simulator.addFault({ endpoint: "order.code", kind: "reset" });
    await assert.rejects(openForm(simulator), { code: "ECONNRESET" });
    simulator.addFault({ endpoint: "order.find", kind: "reset" });
    const url = `${simulator.addresses.portalUrl}portal/renewal/orders?reference=R`;
    await assert.rejects(new Browser(simulator.roots.tls).get(url), { code: "ECONNRESET" });
  });

  it("a server certificate for another name", async () => {
    simulator.addFault({ endpoint: "portal", kind: "wrong-certificate" });
    const url = `${simulator.addresses.portalUrl}portal/renewal`;
    const browser = new Browser(simulator.roots.tls);
    await assert.rejects(browser.get(url), { code: "ERR_TLS_CERT_ALTNAME_INVALID" });
    assert.equal((await browser.get(url)).status, 200);
  });
});
