import assert from "node:assert/strict";
import { createRequest, orderFields } from "../testing/requests.js";
import { logIn, placeOrder, upload } from "../testing/visits.js";
import { startLuxtrustSimulator, type LuxtrustSimulator } from "./index.js";

type Json = Record<string, unknown>;

describe("The control address", () => {
  let simulator: LuxtrustSimulator;

  beforeEach(async () => {
    simulator = await startLuxtrustSimulator();
  });
  afterEach(async () => {
    await simulator.close();
    assert.deepEqual(simulator.failures, []);
  });

  const call = async (
    method: string,
    path: string,
    body?: Json,
    headers: Record<string, string> = {},
  ) => {
    const answer = await fetch(new URL(path, simulator.addresses.controlUrl), {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, json: (await answer.json()) as Json };
  };

  it("tells the addresses and the roots", async () => {
    const { json } = await call("GET", "");
    assert.deepEqual(json, { ...simulator.addresses, roots: simulator.roots });
  });

  it("sets, advances and releases the clock", async () => {
    await call("POST", "clock", { set: "2030-01-01T00:00:00Z" });
    const { json } = await call("POST", "clock", { advance: 90 });
    assert.deepEqual(json, { now: "2030-01-01T00:01:30.000Z", mode: "stopped" });
    assert.equal((await call("POST", "clock", { release: true })).json["mode"], "running");
    assert.equal((await call("POST", "clock", {})).status, 400);
    assert.equal((await call("POST", "clock", { set: "tomorrow" })).status, 400);
    assert.equal((await call("POST", "clock", { advance: 1, release: true })).status, 400);
  });

  it("approves, rejects and cancels orders, and mails certificates", async () => {
    for (let index = 0; index < 3; index++)
      await placeOrder(simulator, orderFields(await createRequest()));
    const mail = { form: "french", encoding: "der" };
    const approved = await call("POST", "orders/1234/approve", { mail, validityDays: 2 });
    assert.equal(approved.json["state"], "complete");
    assert.equal((await call("POST", "orders/1234/approve")).status, 409);
    const rejected = await call("POST", "orders/1235/reject", { reason: "No such company" });
    assert.deepEqual(
      [rejected.json["state"], rejected.json["reason"]],
      ["rejected", "No such company"],
    );
    const cancelled = await call("POST", "orders/1236/cancel", { reason: "By phone" });
    assert.equal(cancelled.json["state"], "cancelled");
    const again = await call("POST", "orders/1234/mail", { crlf: true });
    assert.match(String(again.json["subject"]), /Chamber of Commerce/);
    const { mails } = (await call("GET", "mails")).json as { mails: Json[] };
    assert.equal(mails[0]?.["subject"], "Easy_SSL - Your order #1234 is now complete");
    assert.equal((await call("GET", "orders/99")).status, 404);
    assert.equal((await call("GET", "orders/none")).status, 404);
  });

  it("takes an order by hand, as from a person who chose a file", async () => {
    const { pem, spkiHash } = await createRequest();
    const order = { reference: "by hand", account: "CRYPT", csr: pem };
    const { status, json } = await call("POST", "orders", order);
    assert.deepEqual([status, json["spkiHash"], json["account"]], [201, spkiHash, "CRYPT"]);
    assert.equal((await call("POST", "orders", order)).json["error"], "order.duplicate");
    const broken = await call("POST", "orders", { ...order, reference: "2", csr: "none" });
    assert.equal(broken.json["error"], "csr.unreadable");
  });

  it("issues the certificate of an existing installation", async () => {
    const request = { user: "999900001", account: "MAIN", notAfter: "2027-01-01T00:00:00Z" };
    const { status, json } = await call("POST", "certificates", request);
    assert.equal(status, 201);
    assert.match(String(json["certificatePem"]), /^-----BEGIN CERTIFICATE-----/);
    assert.match(String(json["privateKeyPem"]), /^-----BEGIN PRIVATE KEY-----/);
    const unknown = await call("POST", "certificates", { ...request, user: "nobody" });
    assert.equal(unknown.json["error"], "user.unknown");
  });

  it("sends configurations and serves mailed files", async () => {
    await placeOrder(simulator, orderFields(await createRequest()));
    const { certificate = "" } = await simulator.orders.approve(1234);
    const { browser } = await logIn(simulator, { user: "999900001" }, "Renewed1Business");
    await upload(simulator, browser, certificate);
    const sent = await call("POST", "uploads/U-000001/configuration", { variant: "tampered" });
    const [attachment] = sent.json["attachments"] as { name: string; content: string }[];
    const path = `mails/${String(sent.json["id"])}/${attachment?.name ?? ""}`;
    const answer = await fetch(new URL(path, simulator.addresses.controlUrl));
    const body = Buffer.from(await answer.arrayBuffer());
    assert.equal(body.toString("base64"), attachment?.content);
    const wrong = await call("POST", "uploads/U-000001/configuration", { variant: "funny" });
    assert.equal(wrong.status, 400);
  });

  it("adds users and reopens them", async () => {
    const user = {
      user: "999900009",
      contract: "sort",
      connection: "connected",
      envelopePassword: "Envelope9",
      newPassword: "Renewed99",
      email: "nine@acme.example",
    };
    assert.equal((await call("POST", "users", user)).status, 201);
    for (let attempt = 0; attempt < 3; attempt++) await logIn(simulator, user, "Wrong1Word");
    assert.equal((await logIn(simulator, user, "Renewed99")).answer.status, 423);
    await call("POST", "users/999900009/reopen");
    assert.equal((await logIn(simulator, user, "Renewed99")).answer.status, 303);
    const weak = await call("POST", "users", { ...user, newPassword: "short1A" });
    assert.equal(weak.json["error"], "user.weak-password");
  });

  it("adds, lists and removes faults", async () => {
    const fault = { endpoint: "order.form", kind: "429", retryAfter: 9 };
    const { json } = await call("POST", "faults", fault);
    assert.equal(json["retryAfter"], 9);
    assert.equal((await call("POST", "faults", { ...fault, kind: "fire" })).status, 400);
    assert.equal(((await call("GET", "faults")).json["faults"] as unknown[]).length, 1);
    assert.equal((await call("DELETE", `faults/${String(json["id"])}`)).status, 200);
    assert.equal((await call("DELETE", "faults/77")).status, 404);
    await call("POST", "faults", fault);
    await call("DELETE", "faults");
    assert.deepEqual((await call("GET", "faults")).json, { faults: [] });
  });

  it("sends any mail and empties the mailbox", async () => {
    const content = Buffer.from("hello").toString("base64");
    const mail = { from: "a@b.example", to: "c@d.example", subject: "S", attachment: "x", content };
    assert.equal((await call("POST", "mails", mail)).status, 201);
    assert.equal((await call("GET", "mails/1")).json["subject"], "S");
    await call("DELETE", "mails");
    assert.deepEqual((await call("GET", "mails")).json, { mails: [] });
  });

  it("changes what the operators do by themselves", async () => {
    await call("POST", "automatic", { approveAfter: 5 });
    assert.deepEqual((await call("GET", "automatic")).json, {
      approveAfter: 5,
      officeHours: false,
    });
    await simulator.clock.set(new Date());
    await placeOrder(simulator, orderFields(await createRequest()));
    await call("POST", "clock", { advance: 5 });
    assert.equal((await call("GET", "orders/1234")).json["state"], "complete");
  });

  it("gives the whole state, with orders per reference and key, and no password", async () => {
    const { pem, spkiHash } = await createRequest();
    const fields = orderFields({ pem }, { reference: "R-1" });
    await placeOrder(simulator, fields);
    await placeOrder(simulator, fields);
    const { json } = await call("GET", "state");
    assert.deepEqual(json["ordersPerReference"], { "R-1": 1 });
    assert.deepEqual(json["ordersPerKey"], { [spkiHash]: 1 });
    assert.deepEqual(json["counters"], {
      "orders.accepted": 1,
      "orders.duplicates": 1,
      "orders.refused.order.duplicate": 1,
    });
    assert.doesNotMatch(JSON.stringify(json), /Renewed1Business|Envelope1Business/);
  });

  it("refuses what is no JSON, what it does not know, and web pages", async () => {
    const url = new URL("clock", simulator.addresses.controlUrl);
    assert.equal((await fetch(url, { method: "POST", body: "{" })).status, 400);
    assert.equal((await fetch(url, { method: "POST", body: "[]" })).status, 400);
    assert.equal((await call("GET", "elsewhere")).status, 404);
    const page = await call("GET", "state", undefined, { origin: "https://example.com" });
    assert.equal(page.status, 403);
  });
});
