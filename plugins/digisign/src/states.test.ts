import assert from "node:assert/strict";
import { Order } from "./steps/order.js";
import { SelectCertificate } from "./steps/select-certificate.js";
import { SendDeclaration } from "./steps/send-declaration.js";
import type { FakeRenewal } from "./testing/fake-renewal.js";
import { failedWith, refusedWith, said, sentence, waitOf } from "./testing/expect.js";
import { Person } from "./testing/person.js";
import { World } from "./testing/world.js";

const number = "RC-2026-000123";

describe("States until the documents are sent", () => {
  let world: World;
  let person: Person;
  let renewal: FakeRenewal;
  const begin = (way: "portal" | "assisted") => {
    world = new World();
    person = new Person(world);
    person.instead.set("date", () => ({ date: "2026-11-27" }));
    renewal = world.begin({ way });
  };
  beforeEach(() => begin("portal"));
  const order = () => world.portal.orders[0] ?? assert.fail("nothing was ordered");

  it("DOCUMENTS MAILED: by their names and the order in the subject, until the issuing date", async () => {
    const wait = waitOf(await person.carryOn(renewal, "terms"));
    assert.ok(wait.for === "mail");
    assert.deepEqual(wait.names, ["Termeni*.pdf", "Conditii*.pdf"]);
    assert.deepEqual(wait.subjects, [`*${number}*`]);
    assert.equal(wait.deadline, "2026-11-27T07:00:00Z");
    assert.equal(wait.expires, undefined, "late, not failed");
  });

  it("is not late where today was chosen after nine: then until the expiry", async () => {
    person.instead.set("date", () => ({ date: "2026-11-20" }));
    const wait = waitOf(await person.carryOn(renewal, "declaration"));
    const { notAfter } = renewal.output(SelectCertificate);
    assert.equal(wait.deadline, notAfter);
  });

  it("PAYMENT: “a copy of the payment order goes to the helpdesk”", async () => {
    const rest = await person.carryOn(renewal, "paid");
    assert.deepEqual(said(rest), [
      "digisign.pay",
      "digisign.pay.amount",
      "digisign.pay.copy",
      "digisign.contact",
    ]);
    assert.equal(sentence(rest, "digisign.pay.copy").args?.["email"], "helpdesk@digisign.ro");
  });

  describe("SEND ×4: “one at a time; each acknowledged”", () => {
    it("the next is asked about only when the one before has its receipt", async () => {
      await person.carryOnUntilDone(renewal, "pay");
      world.portal.next = (request) =>
        request.method === "POST" ? { ...busy, url: request.url } : undefined;
      const rest = await person.carryOn(renewal);
      assert.equal(failedWith(rest), "digisign.portal-unexpected");
      assert.ok(rest.state === "failed" && rest.step === "send-declaration");
      world.portal.next = undefined;
      await person.carryOnUntilDone(renewal, "send-declaration");
      assert.equal(renewal.output(SendDeclaration).receipt, "D-000001");
      assert.deepEqual(
        world.signatures.made.length,
        1,
        "what was signed is sent, not signed again",
      );
    });

    it("“a resend of one acknowledged is refused”: it is said with its receipt, and can be counted", async () => {
      await person.carryOnUntilDone(renewal, "pay");
      const theirs = { kind: "contract", name: "x.pdf", sha256: "0".repeat(64) };
      order().documents.push({ ...theirs, receipt: "D-000777", at: "2026-11-20T10:00:00Z" });
      const rest = await person.carryOn(renewal, "acknowledged:contract:1");
      assert.equal(refusedWith(rest), "digisign.document.duplicate");
      assert.equal(waitOf(rest).refusal?.params["detail"], "D-000777");
      const no = await world.give(renewal, "acknowledged:contract:1", false);
      assert.equal(waitOf(no).key, "acknowledged:contract:1");
      await world.give(renewal, "acknowledged:contract:1", true);
      assert.equal(
        (renewal.outputs.get("send-contract") as { receipt: string }).receipt,
        "D-000777",
      );
      const posts = world.portal.seen.filter((line) => line.startsWith("POST signer"));
      assert.ok(posts.length >= 2);
      assert.deepEqual(world.portal.acknowledged, [`declaration Declaratie_${number}.pdf`]);
    });

    it("one that was sent by somebody else and is not there any more is sent after all", async () => {
      await person.carryOnUntilDone(renewal, "pay");
      const theirs = { kind: "terms", name: "x.pdf", sha256: "0".repeat(64) };
      order().documents.push({ ...theirs, receipt: "D-000777", at: "2026-11-20T10:00:00Z" });
      await person.carryOn(renewal, "acknowledged:terms:1");
      order().documents = order().documents.filter(({ kind }) => kind !== "terms");
      await world.give(renewal, "acknowledged:terms:1", true);
      assert.equal((renewal.outputs.get("send-terms") as { receipt: string }).receipt, "D-000003");
    });

    it("a receipt for other bytes stops the renewal", async () => {
      await person.carryOnUntilDone(renewal, "pay");
      world.portal.loseAnswer = (request) =>
        request.method !== "POST"
          ? undefined
          : answer(request.url, 201, { receipt: "D-1", kind: "declaration", sha256: "1", at: "" });
      assert.equal(failedWith(await person.carryOn(renewal)), "digisign.receipt-for-other-file");
    });

    it("assisted: “not sent” is asked again, and nothing is taken for sent", async () => {
      begin("assisted");
      const key = "send:declaration:1";
      await person.carryOn(renewal, key);
      const rest = await world.give(renewal, key, "not-sent");
      assert.equal(waitOf(rest).key, key);
      assert.equal(refusedWith(rest), "digisign.not-sent");
      assert.ok(!renewal.ended.has("send-declaration"));
    });
  });

  describe("While documents are missing", () => {
    for (const [time, expected] of [
      ["2026-11-24T06:00:00.000Z", []],
      ["2026-11-26T06:00:00.000Z", ["digisign.issuing-date-near"]],
      ["2026-11-27T08:00:00.000Z", ["digisign.issuing-date-passed"]],
      ["2026-12-09T08:00:00.000Z", ["digisign.issuing-date-passed", "digisign.expiry-near"]],
      ["2026-12-11T10:00:00.000Z", ["digisign.expired-meanwhile"]],
    ] as const) {
      it(`it is said how near the dates are: ${time} ${expected.join(", ") || "nothing"}`, async () => {
        await person.carryOn(renewal, "contract");
        world.clock.time = time;
        const dates = said(await world.run(renewal)).filter((key) =>
          /near|passed|expired/.test(key),
        );
        assert.deepEqual(dates, expected);
      });
    }
  });

  it("every wait ends with the helpdesk’s contacts", async () => {
    for (const way of ["portal", "assisted"] as const) {
      begin(way);
      await person.carryOnUntilDone(renewal, "order");
      for (let turn = 0; turn < 60; turn += 1) {
        const rest = await world.run(renewal);
        if (rest.state === "done") break;
        assert.equal(said(rest).at(-1), "digisign.contact", JSON.stringify(rest));
        assert.ok(rest.state === "waiting");
        person.respond(renewal, rest);
      }
      assert.ok(renewal.ended.has("finish"));
      assert.equal(renewal.output(Order).number, number);
    }
  });
});

const busy = { status: 500, headers: {}, body: "" };

function answer(url: string, status: number, value: object) {
  const body = Buffer.from(JSON.stringify(value)).toString("base64");
  return { status, headers: { "content-type": "application/json" }, url, body };
}
