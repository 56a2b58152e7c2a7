import assert from "node:assert/strict";
import {
  customerOf,
  mailbox,
  number,
  PanelVisitor,
  readyToActivate,
  smimeRequest,
  startFriday,
} from "../testing/certum-visits.js";
import type { CertumSimulator } from "./index.js";

describe("What can go wrong at Certum on demand", () => {
  let simulator: CertumSimulator;

  beforeEach(async () => {
    simulator = await startFriday();
  });
  afterEach(async () => {
    await simulator.close();
    assert.deepEqual(simulator.failures, []);
  });

  const count = (name: string): number => simulator.world.counters.get(name);

  it("a request for a certificate whose answer is lost: it arrived, is shown with the order, and is refused again", async () => {
    const visitor = await readyToActivate(simulator);
    const request = await smimeRequest();
    simulator.addFault({ endpoint: "panel.activation", kind: "reset", processed: true });
    await assert.rejects(visitor.activate(request, { reference: "A-1" }), { code: "ECONNRESET" });
    const { activation } = await visitor.order();
    assert.deepEqual([activation?.reference, activation?.spkiHash], ["A-1", request.spkiHash]);
    const again = await visitor.activate(request, { reference: "A-1" });
    assert.equal(again.code, "activation.duplicate");
    assert.equal(count("activations.accepted"), 1);
  });

  it("a request that never arrived", async () => {
    const visitor = await readyToActivate(simulator);
    simulator.addFault({ endpoint: "panel.activation", kind: "reset" });
    await assert.rejects(visitor.activate(await smimeRequest()), { code: "ECONNRESET" });
    assert.equal((await visitor.order()).activation, undefined);
    assert.equal(count("activations.accepted"), 0);
  });

  it("data, documents and addresses whose acknowledgement is lost", async () => {
    const visitor = await customerOf(simulator);
    for (const endpoint of ["panel.data", "panel.documents", "panel.email"])
      simulator.addFault({ endpoint, kind: "500", processed: true });
    assert.equal((await visitor.sendData({ reference: "R" })).code, "portal.failed");
    assert.equal((await visitor.sendData({ reference: "R" })).code, "data.duplicate");
    assert.equal((await visitor.sendDocument()).status, 500);
    assert.equal((await visitor.sendDocument()).code, "document.duplicate");
    simulator.review.approveData(number);
    assert.equal((await visitor.sendEmail(mailbox, { reference: "R" })).status, 500);
    assert.equal((await visitor.sendEmail(mailbox, { reference: "R" })).code, "email.duplicate");
    assert.deepEqual(
      ["data", "documents", "emails"].map((name) => count(`${name}.accepted`)),
      [1, 1, 1],
    );
    assert.equal(simulator.mailbox.list().length, 1);
  });

  it("refusals for now that say when to come back, and do nothing", async () => {
    const visitor = await customerOf(simulator);
    simulator.addFault({ endpoint: "panel.data", kind: "503", retryAfter: 120 });
    const { status, code, headers } = await visitor.sendData();
    assert.deepEqual([status, code, headers["retry-after"]], [503, "portal.busy", "120"]);
    simulator.addFault({ endpoint: "panel", kind: "429" });
    assert.equal((await visitor.get("panel/orders")).status, 429);
    assert.equal((await visitor.order()).data, undefined);
  });

  it("answers that come late, or stop half way", async () => {
    const visitor = await customerOf(simulator);
    simulator.addFault({ endpoint: "panel.orders", kind: "slow", milliseconds: 5 });
    assert.equal((await visitor.get("panel/orders")).status, 200);
    simulator.addFault({ endpoint: "panel.orders", kind: "truncated" });
    await assert.rejects(visitor.get("panel/orders"));
  });

  it("a link that is used although the answer to the click was lost", async () => {
    const visitor = await customerOf(simulator);
    await visitor.sendData();
    simulator.review.approveData(number);
    await visitor.sendEmail();
    simulator.addFault({ endpoint: "verify", kind: "reset", processed: true });
    await assert.rejects(visitor.follow(), { code: "ECONNRESET" });
    assert.equal((await visitor.order()).steps.email, "verified");
    assert.equal((await visitor.follow()).code, "link.used");
  });

  it("a mail that comes twice, and a server certificate for another name", async () => {
    const visitor = await customerOf(simulator);
    await visitor.sendData();
    simulator.review.approveData(number);
    simulator.addFault({ endpoint: "mail", kind: "duplicate-mail" });
    await visitor.sendEmail();
    assert.equal(simulator.mailbox.list().length, 2);
    simulator.addFault({ endpoint: "portal", kind: "wrong-certificate" });
    const stranger = new PanelVisitor(simulator);
    await assert.rejects(stranger.get("panel/login"), { code: "ERR_TLS_CERT_ALTNAME_INVALID" });
    assert.equal((await stranger.get("panel/login")).status, 200);
  });
});
