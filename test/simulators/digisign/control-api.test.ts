import assert from "node:assert/strict";
import {
  friday,
  issueToken,
  openForm,
  orderFor,
  placeRenewal,
  renewalFields,
  sendDocuments,
  type TestToken,
} from "../testing/digisign-visits.js";
import { startDigisignSimulator, type DigisignSimulator } from "./index.js";

type Json = Record<string, unknown>;

describe("The control address of DigiSign", () => {
  let simulator: DigisignSimulator;
  let token: TestToken;

  beforeEach(async () => {
    simulator = await startDigisignSimulator({ now: friday });
    token = await issueToken(simulator);
  });
  afterEach(async () => {
    await simulator.close();
    assert.deepEqual(simulator.failures, []);
  });

  const call = async (method: string, path: string, body?: Json) => {
    const answer = await fetch(new URL(path, simulator.addresses.controlUrl), {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, json: (await answer.json()) as Json };
  };

  it("tells the addresses and the roots", async () => {
    const { json } = await call("GET", "");
    assert.deepEqual(json, { ...simulator.addresses, roots: simulator.roots });
  });

  it("drives an order from payment to its certificate", async () => {
    const number = await orderFor(simulator, token);
    await sendDocuments(simulator, number, token);
    const unpaid = await call("POST", `orders/${number}/approve`);
    assert.deepEqual([unpaid.status, unpaid.json["error"]], [409, "order.unpaid"]);
    assert.equal((await call("POST", `orders/${number}/pay`)).json["paid"], true);
    const approved = await call("POST", `orders/${number}/approve`, { certificate: "other-key" });
    assert.deepEqual([approved.json["state"], approved.json["variant"]], ["approved", "other-key"]);
    const early = await call("POST", `orders/${number}/mail-certificate`);
    assert.equal(early.json["error"], "certificate.not-issued");
    await call("POST", "clock", { set: "2026-11-25T07:00:00Z" });
    const issued = await call("GET", `orders/${number}`);
    assert.equal(issued.json["state"], "issued");
    assert.equal(typeof issued.json["certificate"], "string");
    const handed = await call("POST", `orders/${number}/hand-out`, { certificate: "valid" });
    assert.equal(handed.json["variant"], "valid");
    const mail = await call("POST", `orders/${number}/mail-certificate`, {
      certificate: "garbage",
    });
    assert.match(String(mail.json["subject"]), /certificatul dumneavoastra/);
    assert.equal((await call("POST", `orders/${number}/hand-out`, {})).status, 400);
  });

  it("takes an order by hand, as from a person who filled in the form", async () => {
    const order = {
      reference: "by hand",
      certificate: token.certificatePem,
      issuingDate: "2026-11-25",
      email: "ana@exemplu.example",
      country: "RO",
    };
    const { status, json } = await call("POST", "orders", order);
    assert.deepEqual([status, json["key"], json["email"]], [201, "same", "ana@exemplu.example"]);
    assert.equal(simulator.mailbox.list()[0]?.attachments.length, 4);
    assert.equal((await call("POST", "orders", order)).json["error"], "order.duplicate");
    const late = { ...order, reference: "2", issuingDate: "2026-11-19" };
    assert.equal((await call("POST", "orders", late)).json["error"], "date.past");
  });

  it("sends documents back, cancels orders, and mails documents again", async () => {
    const number = await orderFor(simulator, token);
    await sendDocuments(simulator, number, token);
    const wrong = { reason: "?", documents: ["proforma"] };
    assert.equal((await call("POST", `orders/${number}/reject`, wrong)).status, 400);
    assert.equal((await call("POST", `orders/${number}/reject`, { reason: "?" })).status, 400);
    const reject = { reason: "Copia nu se poate citi", documents: ["identity"] };
    const rejected = await call("POST", `orders/${number}/reject`, reject);
    assert.deepEqual(rejected.json["missing"], ["identity"]);
    const again = await call("POST", `orders/${number}/mail-documents`);
    assert.equal((again.json["attachments"] as unknown[]).length, 4);
    const cancelled = await call("POST", `orders/${number}/cancel`, { reason: "by telephone" });
    assert.deepEqual(
      [cancelled.json["state"], cancelled.json["reason"]],
      ["cancelled", "by telephone"],
    );
    const unknown = await call("GET", "orders/RC-2026-000999");
    assert.deepEqual([unknown.status, unknown.json["error"]], [404, "order.unknown"]);
    assert.equal(((await call("GET", "orders")).json["orders"] as unknown[]).length, 1);
  });

  it("issues the certificate of a token", async () => {
    const request = { notAfter: "2027-01-01T00:00:00Z", subject: "CN=Ion Popescu,C=RO" };
    const { status, json } = await call("POST", "certificates", request);
    assert.equal(status, 201);
    assert.match(String(json["certificatePem"]), /^-----BEGIN CERTIFICATE-----/);
    assert.match(String(json["privateKeyPem"]), /^-----BEGIN PRIVATE KEY-----/);
    assert.equal((await call("POST", "certificates", {})).status, 400);
    const key = { ...request, publicKey: "none" };
    assert.equal((await call("POST", "certificates", key)).status, 400);
  });

  it("knows the validation code, and chooses the next one", async () => {
    assert.deepEqual((await call("GET", "codes")).json, { latest: null });
    await call("POST", "codes", { next: "012345" });
    assert.equal((await openForm(simulator)).code, "012345");
    assert.deepEqual((await call("GET", "codes")).json, { latest: "012345" });
    assert.equal((await call("POST", "codes", { next: "12345" })).status, 400);
  });

  it("draws documents of any order", async () => {
    const request = { kind: "contract", number: "RC-2026-000777" };
    const { json } = await call("POST", "documents", request);
    assert.equal(json["name"], "Contract_RC-2026-000777.pdf");
    assert.match(Buffer.from(String(json["content"]), "base64").toString("latin1"), /^%PDF-/);
    assert.equal((await call("POST", "documents", { ...request, kind: "poem" })).status, 400);
  });

  it("changes what is done by itself", async () => {
    await call("POST", "automatic", { payAfter: 5 });
    assert.deepEqual((await call("GET", "automatic")).json, { payAfter: 5 });
    const number = await orderFor(simulator, token);
    await call("POST", "clock", { advance: 5 });
    assert.equal((await call("GET", `orders/${number}`)).json["paid"], true);
  });

  it("gives the whole state, with orders per reference and certificate, and documents per kind", async () => {
    const fields = renewalFields(token, { reference: "R-1" });
    await placeRenewal(simulator, fields);
    await placeRenewal(simulator, fields);
    await sendDocuments(simulator, "RC-2026-000123", token, ["terms", "terms"]);
    const { json } = await call("GET", "state");
    assert.deepEqual(json["ordersPerReference"], { "R-1": 1 });
    assert.deepEqual(json["ordersPerCertificate"], { [token.sha256]: 1 });
    assert.deepEqual(json["documentsPerKind"], { terms: 1 });
    assert.deepEqual(json["counters"], {
      "codes.drawn": 2,
      "documents.accepted": 1,
      "documents.duplicates": 1,
      "documents.refused.document.duplicate": 1,
      "documents.terms.accepted": 1,
      "documents.terms.duplicates": 1,
      "documents.terms.refused.document.duplicate": 1,
      "orders.accepted": 1,
      "orders.duplicates": 1,
      "orders.refused.order.duplicate": 1,
    });
  });
});
