import assert from "node:assert/strict";
import { Review } from "./steps/review.js";
import { certificateFile } from "./testing/fake-certificates.js";
import type { FakeRenewal } from "./testing/fake-renewal.js";
import { failedWith, refusedWith, said, sentence, waitOf } from "./testing/expect.js";
import { newCertificate, Person } from "./testing/person.js";
import { mailedPdf } from "./testing/small-pdf.js";
import { World } from "./testing/world.js";
import type { SentDocument } from "./ways/signer-desk.js";

const number = "RC-2026-000123";

describe("States from the review to the new certificate", () => {
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

  describe("REVIEW", () => {
    it("“unpaid” is said with how to pay; once it is paid it is not said", async () => {
      const rest = await person.carryOn(renewal, "review");
      assert.deepEqual(said(rest), [
        "digisign.review.unpaid",
        "digisign.pay.amount",
        "digisign.pay.copy",
        "digisign.contact",
      ]);
      order().paid = true;
      assert.deepEqual(said(await world.run(renewal)), ["digisign.review", "digisign.contact"]);
    });

    it("“rejection”: exactly the named documents are asked for, signed and sent again", async () => {
      await person.carryOn(renewal, "review");
      world.portal.reject(order(), "Copia nu este lizibila", ["terms", "identity"]);
      const at = world.clock.time;
      const rest = await world.run(renewal);
      assert.equal(waitOf(rest).key, `again:terms:${at}`);
      assert.equal(sentence(rest, "digisign.again").args?.["reason"], "Copia nu este lizibila");
      person.answered.length = 0;
      assert.deepEqual(await person.carryOn(renewal), { state: "done" });
      const asked = person.answered.filter((line) => line.startsWith("review"));
      assert.deepEqual(
        asked.map((line) => line.replace(/:[0-9a-f]{64}$/, "")),
        [
          `review again:terms:${at}`,
          "review sign",
          `review again:identity:${at}`,
          "review sign",
          "review review",
          "review review",
        ],
      );
      assert.deepEqual(
        world.portal.acknowledged.map((line) => line.split(" ")[0]),
        ["declaration", "contract", "terms", "identity", "terms", "identity"],
      );
      assert.equal(renewal.output(Review).state, "approved");
    });

    it("a second rejection of the same document is another one", async () => {
      await person.carryOn(renewal, "review");
      for (let turn = 0; turn < 2; turn += 1) {
        world.clock.advance(60_000);
        world.portal.reject(order(), "again", ["terms"]);
        await person.carryOn(renewal, "review");
      }
      assert.equal(world.portal.acknowledged.filter((line) => line.startsWith("terms")).length, 3);
    });

    it("what was sent before is not taken again by itself, nor is what was signed", async () => {
      await person.carryOn(renewal, "review");
      const known: string[] = [];
      for (let turn = 0; turn < 2; turn += 1) {
        world.clock.advance(60_000);
        world.portal.reject(order(), "again", ["contract"]);
        const wait = waitOf(await world.run(renewal));
        assert.ok(wait.for === "file" && wait.key.startsWith("again:contract:"));
        const sent = renewal.outputs.get("send-contract") as SentDocument;
        assert.deepEqual(wait.except, [sent.sha256, sent.signed?.sha256, ...known]);
        const given = world.files.give(
          "Contract.pdf",
          mailedPdf("CONTRACT", number, `corrected ${turn}`),
        );
        known.push(given.sha256);
        const asked = waitOf(await world.give(renewal, wait.key, given));
        assert.ok(asked.for === "person" && asked.question.type === "confirm");
        assert.equal(asked.question.no?.key, "digisign.sign.other-file");
        await world.give(renewal, asked.key, true);
      }
    });

    it("what DigiSign misses is asked for, as if it had been sent back", async () => {
      await person.carryOn(renewal, "review");
      order().documents = order().documents.filter(({ kind }) => kind !== "contract");
      assert.equal(waitOf(await world.run(renewal)).key, "again:contract:missing");
      assert.deepEqual(await person.carryOn(renewal), { state: "done" });
    });

    it("“cancelled” stops the renewal", async () => {
      await person.carryOn(renewal, "review");
      world.portal.decide(order(), "cancelled");
      assert.equal(failedWith(await world.run(renewal)), "digisign.order-cancelled");
    });

    it("assisted: unpaid, sent back and cancelled are told by the person, turn by turn", async () => {
      begin("assisted");
      await person.carryOn(renewal, "review-1");
      const unpaid = await world.give(renewal, "review-1", "unpaid");
      assert.ok(said(unpaid).includes("digisign.pay.copy"));
      await world.give(renewal, "paid-1", true);
      await world.give(renewal, "review-2", "sent-back");
      const nothing = await world.give(renewal, "sent-back-2", { reason: "x" });
      assert.equal(refusedWith(nothing), "digisign.nothing-sent-back");
      const again = await world.give(renewal, "sent-back-2", { terms: true, reason: "x" });
      assert.equal(waitOf(again).key, "again:terms:3");
      await person.carryOn(renewal, "review-3");
      const rest = await world.give(renewal, "review-3", "cancelled");
      assert.equal(failedWith(rest), "digisign.order-cancelled");
    });
  });

  describe("ISSUED: “on the chosen date”", () => {
    it("is waited for until 09:00 in Bucharest, then DigiSign is asked, or the mailed file taken", async () => {
      const date = waitOf(await person.carryOn(renewal, "issuing-date"));
      assert.ok(date.for === "date");
      assert.equal(date.at, "2026-11-27T07:00:00Z");
      world.clock.time = date.at;
      world.portal.decide(order(), "approved");
      const wait = waitOf(await world.run(renewal));
      assert.ok(wait.for === "poll" && wait.key === "issued");
      assert.ok(wait.orFile?.names.includes("*.cer"));
      const { spkiHash } = order();
      const file = certificateFile({ ...newCertificate, spkiHash });
      await world.give(renewal, "issued", world.files.give(`${number}.cer`, file));
      assert.ok(renewal.ended.has("receive-certificate"));
    });

    for (const [what, certificate, code] of [
      ["for the old key", { serial: "77" }, "digisign.certificate-of-old-key"],
      ["for a foreign key", { spkiHash: "f".repeat(64) }, "digisign.certificate-for-foreign-key"],
      [
        "by another issuer",
        { new: true, issuer: "CN=Other CA" },
        "digisign.certificate-by-other-issuer",
      ],
      [
        "that ends no later",
        { new: true, notAfter: "2026-12-01T00:00:00Z" },
        "digisign.certificate-is-the-old-one",
      ],
    ] as const) {
      it(`a certificate ${what} is refused`, async () => {
        await person.carryOn(renewal, "issued");
        const spkiHash = "new" in certificate ? order().spkiHash : world.certificate.spkiHash;
        const { new: _, ...says } = { new: true, ...certificate };
        const file = certificateFile({ ...newCertificate, spkiHash, ...says });
        const given = world.files.give("a.cer", file);
        assert.equal(refusedWith(await world.give(renewal, "issued", given)), code);
      });
    }

    it("for the same key the certificate that is renewed is not taken for the new one", async () => {
      renewal = world.begin({ key: "same" });
      await person.carryOn(renewal, "issued");
      const { spkiHash } = world.certificate;
      const given = world.files.give("a.cer", certificateFile({ spkiHash, serial: "0a1b2c" }));
      const rest = await world.give(renewal, "issued", given);
      assert.equal(refusedWith(rest), "digisign.certificate-is-the-old-one");
    });
  });

  describe("UPDATE", () => {
    for (const way of ["portal", "assisted"] as const) {
      it(`“update before the date” is refused (${way})`, async () => {
        begin(way);
        await person.carryOnUntilDone(renewal, "receive-certificate");
        world.clock.time = "2026-11-26T21:59:59.000Z";
        const rest = await world.run(renewal);
        const wait = waitOf(rest);
        assert.ok(wait.for === "date" && wait.at === "2026-11-27T07:00:00Z");
        assert.equal(refusedWith(rest), "digisign.update-before-date");
        assert.equal(world.certificates.installed.length, 0);
      });
    }

    it("asks only after chain, key and test signature are sound, and no is no", async () => {
      await person.carryOnUntilDone(renewal, "receive-certificate");
      world.certificates.findings = [{ rule: "basic-constraints.ca", params: {} }];
      assert.equal(failedWith(await world.run(renewal)), "certificate.profile-broken");
      world.certificates.findings = [];
      await person.carryOn(renewal, "install");
      assert.equal(waitOf(await world.give(renewal, "install", false)).key, "install");
      assert.equal(world.token.certificates.length, 1);
    });

    it("assisted: no newer certificate on the token is said, and one of somebody else is none", async () => {
      begin("assisted");
      await person.carryOn(renewal, "updated");
      world.token.hold("Ion", { ...newCertificate, subject: "CN=Ion Ionescu" });
      world.token.hold("older", { notAfter: "2026-12-01T00:00:00Z" });
      world.token.hold("other", { ...newCertificate, issuer: "CN=Other CA" });
      const rest = await world.give(renewal, "updated", true);
      assert.equal(waitOf(rest).key, "updated");
      assert.equal(refusedWith(rest), "digisign.no-new-certificate");
    });
  });
});
