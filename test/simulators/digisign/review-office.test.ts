import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { fromPem } from "../pki/pem.js";
import {
  friday,
  issueToken,
  orderFor,
  sendDocuments,
  Signer,
  type TestToken,
} from "../testing/digisign-visits.js";
import { requestOf } from "../testing/holder-request.js";
import { startDigisignSimulator, type DigisignSimulator } from "./index.js";

describe("DigiSign's operators", () => {
  let simulator: DigisignSimulator;
  let token: TestToken;
  let number: string;
  let signer: Signer;
  const state = async (): Promise<unknown> => (await signer.get()).json["state"];
  const ready = async (fields: Record<string, string | Blob> = {}): Promise<void> => {
    number = await orderFor(simulator, token, fields);
    signer = new Signer(simulator, number, token.serial);
    await sendDocuments(simulator, number, token);
  };

  beforeEach(async () => {
    simulator = await startDigisignSimulator({ now: friday });
    token = await issueToken(simulator);
  });
  afterEach(async () => {
    await simulator.close();
    assert.deepEqual(simulator.failures, []);
  });

  it("review only once all four documents are there", async () => {
    number = await orderFor(simulator, token);
    simulator.payments.receive(number);
    await sendDocuments(simulator, number, token, ["declaration", "contract", "terms"]);
    await assert.rejects(simulator.review.approve(number), { code: "order.not-in-review" });
    await sendDocuments(simulator, number, token, ["identity"]);
    await simulator.review.approve(number);
    assert.equal(simulator.world.orders.get(number).state, "approved");
  });

  it("approve nothing that is not paid", async () => {
    await ready();
    assert.equal((await signer.get()).json["paid"], false);
    await assert.rejects(simulator.review.approve(number), { code: "order.unpaid" });
    assert.equal(await state(), "review");
    simulator.payments.receive(number);
    assert.equal((await signer.get()).json["paid"], true);
    await simulator.review.approve(number);
    assert.equal(await state(), "approved");
  });

  it("send documents back with a reason, and only those are to be sent again", async () => {
    await ready();
    simulator.review.reject(number, "Copia nu se poate citi", ["identity", "terms", "terms"]);
    const { json } = await signer.get();
    assert.deepEqual([json["state"], json["missing"]], ["rejected", ["terms", "identity"]]);
    assert.deepEqual(json["rejection"], {
      reason: "Copia nu se poate citi",
      documents: ["identity", "terms"],
      at: friday.toISOString(),
    });
    const [again, contract] = await sendDocuments(simulator, number, token, ["terms", "contract"]);
    assert.deepEqual([again?.status, contract?.code], [201, "document.duplicate"]);
    assert.equal(await state(), "rejected");
    await sendDocuments(simulator, number, token, ["identity"]);
    const after = (await signer.get()).json;
    assert.deepEqual([after["state"], after["rejection"]], ["review", undefined]);
    assert.deepEqual(simulator.state()["documentsPerKind"], {
      declaration: 1,
      contract: 1,
      terms: 2,
      identity: 2,
    });
  });

  it("reject nothing but what is in review, and say which documents", async () => {
    await ready();
    assert.throws(() => simulator.review.reject(number, "?", []), { code: "input.wrong" });
    simulator.review.reject(number, "?", ["terms"]);
    assert.throws(() => simulator.review.reject(number, "?", ["terms"]), {
      code: "order.not-in-review",
    });
  });

  it("cancel an order for good, unless its certificate was issued", async () => {
    await ready();
    simulator.review.cancel(number, "by telephone");
    assert.equal(await state(), "cancelled");
    assert.throws(() => simulator.review.cancel(number, "again"), { code: "order.closed" });
    assert.throws(() => simulator.payments.receive(number), { code: "order.closed" });
  });

  it("issue on the issuing date at 09:00 in Bucharest, not a second before, and mail it then", async () => {
    const { pem, spkiHash } = await requestOf(token.certificatePem);
    await ready({ csr: new Blob([pem]) });
    simulator.payments.receive(number);
    await simulator.review.approve(number);
    await simulator.clock.set(new Date("2026-11-25T06:59:59Z"));
    const before = await signer.get("/certificate");
    assert.deepEqual(
      [before.status, before.code, before.detail],
      [409, "certificate.not-issued", "2026-11-25"],
    );
    assert.equal(simulator.mailbox.list().length, 1);
    await simulator.clock.set(new Date("2026-11-25T07:00:00Z"));
    assert.equal(await state(), "issued");
    const mail = simulator.mailbox.list().at(-1);
    assert.equal(mail?.subject, `DigiSign - certificatul dumneavoastra ${number}`);
    assert.equal(mail.at.toISOString(), "2026-11-25T07:00:00.000Z");
    assert.equal(mail.attachments[0]?.name, `${number}.cer`);
    const { body } = await signer.get("/certificate");
    assert.deepEqual(body, mail.attachments[0].content);
    assert.equal(simulator.world.orders.get(number).spkiHash, spkiHash);
  });

  it("issue an hour earlier by UTC once summer time has begun", async () => {
    await simulator.clock.set(new Date("2027-03-26T10:00:00Z"));
    token = await issueToken(simulator);
    await ready({ issuingDate: "2027-03-29" });
    simulator.payments.receive(number);
    await simulator.review.approve(number);
    await simulator.clock.set(new Date("2027-03-29T05:59:59Z"));
    assert.equal(await state(), "approved");
    await simulator.clock.advance(1000);
    assert.equal(await state(), "issued");
  });

  it("issue at once when the hour has passed at the approval", async () => {
    await ready({ issuingDate: "2026-11-20" });
    simulator.payments.receive(number);
    await simulator.review.approve(number);
    assert.equal(await state(), "issued");
  });

  it("issue nothing for an order that was cancelled after its approval", async () => {
    await ready();
    simulator.payments.receive(number);
    await simulator.review.approve(number);
    simulator.review.cancel(number, "by telephone");
    await simulator.clock.set(new Date("2026-11-25T07:00:00Z"));
    assert.equal((await signer.get("/certificate")).code, "certificate.not-issued");
    assert.equal(simulator.world.counters.get("certificates.issued"), 0);
  });

  it("issue for the old key where no other was ordered, to the same holder, with its issuers", async () => {
    await ready({ issuingDate: "2026-11-20" });
    simulator.payments.receive(number);
    await simulator.review.approve(number);
    const { body } = await signer.get("/certificate");
    const [certificate, issuing, root] = fromPem(body.toString("latin1"), ["CERTIFICATE"]).map(
      (der) => new X509Certificate(der),
    );
    const old = new X509Certificate(token.certificatePem);
    assert.equal(certificate?.subject, old.subject);
    assert.ok(certificate?.publicKey.equals(old.publicKey));
    assert.notEqual(certificate.serialNumber, old.serialNumber);
    assert.ok(issuing !== undefined && certificate.checkIssued(issuing));
    assert.equal(root?.toString(), new X509Certificate(simulator.roots.ca).toString());
    assert.match(certificate.issuer, /DIGISIGN/);
  });

  it("work by themselves: payment after the order, approval after the last document", async () => {
    simulator.automatic = { payAfter: 60, approveAfter: 30 };
    await ready();
    await simulator.clock.advance(59_000);
    assert.equal(simulator.world.orders.get(number).paid, false);
    await simulator.clock.advance(1000);
    assert.equal(simulator.world.orders.get(number).paid, true);
    await simulator.clock.advance(29_000);
    assert.equal(await state(), "review");
    await simulator.clock.advance(1000);
    assert.equal(await state(), "approved");
  });

  it("leave alone by themselves what was decided before", async () => {
    simulator.automatic = { payAfter: 60, approveAfter: 30 };
    await ready();
    simulator.payments.receive(number);
    simulator.review.reject(number, "?", ["terms"]);
    await simulator.clock.advance(120_000);
    assert.equal(await state(), "rejected");
  });
});
