import assert from "node:assert/strict";
import { appendFile, readdir } from "node:fs/promises";
import { requireRig } from "../rigs/index.js";
import {
  placeRenewal,
  renewalFields,
  renewalNumber,
} from "../simulators/testing/digisign-visits.js";
import { DigisignOffice, expiry, issuingDate } from "./digisign-office.js";
import { answersFor, DigisignPerson } from "./digisign-person.js";
import type { TokenCertificate } from "./other-program.js";
import { day, hour } from "./renewal-office.js";
import { waitOf } from "./renewal-person.js";

describe("A renewal at DigiSign for the same key", function () {
  this.timeout(120_000);
  this.slow(40_000);

  it("makes no key; old and new certificate lie on the token beside the one key, which signs", async function () {
    requireRig(this, DigisignOffice.missing());
    await using office = await DigisignOffice.open({ values: { key: "same" } });
    const person = new DigisignPerson(office);
    person.instead.set("review", async () => {
      office.simulator.payments.receive(office.order.number);
      await office.simulator.review.approve(office.order.number);
      await office.pass(hour);
    });
    const ended = await person.go("done", { answers: answersFor(office) });
    assert.equal(ended.state, "done", JSON.stringify(ended));
    assert.equal((await office.shim.calls("C_GenerateKeyPair")).length, 0);
    const { outputs } = await office.shown();
    assert.equal(outputs["generate-key-pair"] ?? null, null);
    const objects = await office.program.objects();
    assert.deepEqual([objects.private, objects.public], [[office.old.id], [office.old.id]]);
    assert.equal(objects.certificate.length, 2);
    assert.equal(office.counter("orders.accepted"), 1);
    assert.equal(office.counter("documents.accepted"), 4);
    await office.oldStillSigns();
    const data = await office.give("letter.txt", "signed after the renewal");
    const signed = await office.cli(["sign", data, "--key", "ana"]);
    assert.equal(signed.code, 0, signed.stdout + signed.stderr);
  });
});

describe("A renewal at DigiSign the assisted way, over its days", function () {
  this.timeout(120_000);
  this.slow(40_000);
  this.bail(true);
  let office: DigisignOffice;
  let person: DigisignPerson;
  let answers: Readonly<Record<string, unknown>>;
  let number: string;
  let written: TokenCertificate;

  before(async function () {
    requireRig(this, DigisignOffice.missing());
    office = await DigisignOffice.open({ values: { way: "assisted" } });
    person = new DigisignPerson(office);
    answers = answersFor(office);
    const say = (value: unknown) => (renewal: { readonly wait?: { readonly key: string } }) =>
      office.say(renewal.wait?.key ?? "", value);
    person.instead.set("send", say("sent"));
    person.instead.set("review-1", say("approved"));
    person.instead.set("paid", say("true"));
    person.instead.set("notified", say("true"));
  });
  after(() => office?.[Symbol.asyncDispose]());

  it("tells each click, with what was checked before, and takes the order’s number", async () => {
    assert.equal(waitOf(await person.go("order", { answers })), "order");
    const text = (await office.text()).replaceAll(/\s+/g, " ");
    for (const said of [
      /Online Renewal/,
      /Tuesday, April 14, 2026/,
      /Trimite/,
      /certificate validity/,
    ]) {
      assert.match(text, said);
    }
    const { certificatePem } = { certificatePem: office.old.pem };
    const fields = renewalFields({ certificatePem }, { issuingDate });
    number = renewalNumber(await placeRenewal(office.simulator, fields));
    const refused = await office.tell("order", { number: "x y" });
    assert.deepEqual([refused.code, refused.data.error?.code], [3, "answer.invalid"]);
    assert.equal(waitOf(await office.answer("order", { number })), "paid");
  });

  it("checks the documents, and asks of each whether DigiSigner ONE has sent it", async () => {
    assert.equal(waitOf(await person.go("send")), "send");
    const text = (await office.text()).replaceAll(/\s+/g, " ");
    for (const said of [/DigiSigner ONE/, /Send declaration/, /Certificate renewal/i]) {
      assert.match(text, said);
    }
    assert.equal(waitOf(await person.go("review-1", { answers })), "review-1");
    const kept = await readdir(office.documents);
    for (const kind of ["declaration", "contract", "terms", "identity"]) {
      assert.ok(kept.includes(`${kind}-${number}-receipt.json`), kept.join(", "));
    }
  });

  it("waits for the date, and finds no certificate on the token before DigiSigner ONE wrote it", async () => {
    assert.equal(waitOf(await person.go("updated", { answers })), "updated");
    assert.ok(office.time > Date.parse(`${issuingDate}T06:00:00Z`));
    const none = await office.answer("updated", "true");
    assert.equal(none.wait?.refusal?.code, "digisign.no-new-certificate");
    written = await office.enrol({
      id: "02",
      notAfter: new Date(expiry.getTime() + 350 * day),
    });
  });

  it("lets the person choose the new one by its expiry, proves it, and ends", async () => {
    const choosing = await office.answer("updated", "true");
    assert.equal(waitOf(choosing), "certificate", JSON.stringify(choosing));
    assert.match((await office.text()).replaceAll(/\s+/g, " "), /eToken Ana/);
    const alone = await office.answer("certificate", written.sha256);
    // No file came, so that nobody told who issued it: the profile has to, as its field says.
    assert.equal(alone.error?.code, "certificates.chain-incomplete", JSON.stringify(alone));
    const trusted = office.folder.file("roots", "ca-root.pem");
    await appendFile(trusted, office.simulator.roots.issuing);
    const installing = await office.resume();
    assert.equal(waitOf(installing), "install", JSON.stringify(installing));
    assert.equal((await person.go()).state, "done");
  });

  it("ordered, sent and wrote nothing itself", async () => {
    assert.equal((await office.shim.calls("C_GenerateKeyPair")).length, 0);
    assert.equal((await office.shim.calls("C_CreateObject")).length, 0);
    assert.equal(office.counter("documents.accepted"), 0);
    assert.equal(office.counter("orders.accepted"), 1);
    await office.oldStillSigns();
    assert.deepEqual(await office.leaks(), []);
  });
});
