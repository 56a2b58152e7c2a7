import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { requireTool } from "../harness/index.js";
import { requireRig } from "../rigs/index.js";
import { AssistedPerson } from "./certum-assisted-person.js";
import { CertumOffice, mailbox, orderNumber, organization } from "./certum-office.js";
import type { RenewalJson } from "./renewal-json.js";
import { verifyForMail } from "./smime.js";

interface Saved {
  readonly pem: string;
  readonly der: string;
  readonly issuers: string;
}

describe("A renewal at Certum the assisted way, the key in Perennial’s store", function () {
  this.timeout(180_000);
  this.slow(60_000);
  let office: CertumOffice;
  let person: AssistedPerson;
  let ended: RenewalJson;
  /** What the person read at each wait, by its first word. */
  const told = new Map<string, string>();

  before(async function () {
    requireTool(this, "openssl", "version");
    office = await CertumOffice.open({ values: { way: "assisted" }, mails: true });
    person = new AssistedPerson(office);
    person.after = async () => void told.set(person.waits.at(-1) ?? "", await office.prose());
    ended = await person.go();
  });
  after(() => office?.[Symbol.asyncDispose]());

  it("comes to its end by the clicks that the manual has", () => {
    assert.equal(ended.state, "done", JSON.stringify(ended));
    assert.deepEqual(person.waits, [
      ...["order", "data", "entered", "verification", "email", "email-entered", "email-link"],
      ...["certificate-data", "key-method", "activate", "certificate", "issuers"],
      ...["install", "back-up", "done"],
    ]);
  });

  it("names what to choose and to type on each page of the panel", () => {
    for (const [word, said] of [
      ["order", /Certum/],
      ["entered", /KRS.*0000123456/],
      ["email-entered", new RegExp(mailbox)],
      ["email-link", /24 hours/],
      ["activate", new RegExp(`${orderNumber}.*${organization.replaceAll(".", "\\.")}`)],
      ["activate", /BEGIN CERTIFICATE REQUEST|\.csr\.pem/],
      ["certificate", new RegExp(mailbox)],
      ["issuers", /subordinate/i],
    ] as const) {
      assert.match(told.get(word) ?? "", said);
    }
  });

  it("did nothing in the panel by itself", () => {
    const { counters } = office.simulator.state() as { counters: Record<string, number> };
    assert.equal(counters["data.accepted"], 1);
    assert.equal(counters["emails.accepted"], 1);
    assert.equal(counters["activations.accepted"], 1);
    assert.equal(counters["certificates.issued"], 1);
    assert.deepEqual(office.simulator.failures, []);
  });

  it("installed the mailed certificate with the chain that openssl verifies for mail", async () => {
    const { outputs } = await office.shown();
    const { pem, der, issuers } = outputs["save-certificate"] as unknown as Saved;
    const at = Math.floor(office.time / 1000);
    verifyForMail({ certificate: pem, issuers, root: office.roots.ca, at });
    const saved = new X509Certificate(await readFile(pem));
    assert.deepEqual(saved.raw, await readFile(der));
    assert.equal(
      saved.toString(),
      new X509Certificate(office.order().certificatePem ?? "").toString(),
    );
    assert.deepEqual(await office.leaks(), []);
  });
});

describe("A renewal at Certum the assisted way, the key pair on a card", function () {
  this.timeout(180_000);
  this.slow(60_000);

  it("has the request of the card’s key pasted, and puts what is mailed on the card", async function () {
    requireRig(this, CertumOffice.missing() ?? CertumOffice.cardMissing());
    const values = { way: "assisted", keyMethod: "card" };
    await using office = await CertumOffice.open({ card: true, values, mails: true });
    const person = new AssistedPerson(office);
    person.method = "card";
    const ended = await person.go();
    assert.equal(ended.state, "done", JSON.stringify(ended));
    const { outputs } = await office.shown();
    const { id = "" } = outputs["generate-key-pair"] as { id?: string };
    const onCard = await office.program.certificate(id);
    const issued = new X509Certificate(office.order().certificatePem ?? "");
    assert.equal(onCard.toString(), issued.toString());
    await office.program.signsWith({ id, pem: onCard.toString() });
    await office.program.signsWith(office.old);
    assert.equal((await office.program.objects()).certificate.length, 3);
    assert.deepEqual(await office.leaks(), []);
  });
});
