import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { requireTool } from "../harness/index.js";
import { CertumOffice, expiry, mailbox, orderNumber, organization } from "./certum-office.js";
import { CertumPerson } from "./certum-person.js";
import { openssl } from "./openssl.js";
import type { RenewalJson, ShownRenewal } from "./renewal-json.js";
import { day, hour } from "./renewal-office.js";
import { scan } from "./renewal-person.js";
import { verifyForMail } from "./smime.js";

const reason = "Numer KRS nie zgadza się z nazwą.";

/** What a renewal's outputs tell of its files. */
interface Saved {
  readonly pem: string;
  readonly der: string;
  readonly issuers: string;
}

describe("A renewal of a customer in Certum’s panel, over its days, a new process at every wait", function () {
  this.timeout(180_000);
  this.slow(60_000);
  let office: CertumOffice;
  let person: CertumPerson;
  let notice: string;
  let ended: RenewalJson;
  let shown: ShownRenewal;
  const told: string[] = [];

  before(async function () {
    requireTool(this, "openssl", "version");
    office = await CertumOffice.open({ values: { algorithm: "rsa-2048" } });
    person = new CertumPerson(office);
    notice = (await office.cli(["status"])).stdout.replaceAll(/\s+/g, " ");
    const { review } = office.simulator;
    const looks = [
      () => office.deliver("odpis KRS.png", scan()),
      async () => {
        told.push(await office.prose());
        await office.pass(day);
        review.rejectData(orderNumber, reason);
      },
      async () => {
        await office.pass(2 * day);
        review.approveData(orderNumber);
        await office.pass(hour);
      },
    ];
    person.instead.set("verification", async () => looks.shift()?.());
    person.after = async () => void told.push(await office.prose());
    ended = await person.go();
    shown = await office.shown();
  });
  after(() => office?.[Symbol.asyncDispose]());

  it("begins with a notice that says how long the verification takes", () => {
    assert.match(notice, /ends on March 27, 2026 \(in 25 days\)/);
    assert.match(notice, /1 to 7 days/);
  });

  it("comes to its end by the waits that the manual has", () => {
    assert.equal(ended.state, "done", JSON.stringify(ended));
    assert.deepEqual(person.waits, [
      ...["order", "data", "summary", "verification", "verification"],
      ...["data", "summary", "verification"],
      ...["email", "email-verification", "certificate-data", "key-method"],
      ...["certificate", "install", "back-up", "done"],
    ]);
  });

  it("tells the reason of the rejection, the receipt of the document, and until when the data can be used again", () => {
    assert.ok(told.some((text) => text.includes(reason)));
    const [receipt = "none"] = told.flatMap((text) => /\bD-\d{6}\b/.exec(text) ?? []);
    assert.ok(told.some((text) => text.includes("March 3, 2026") && text.includes(receipt)));
    const { verifiedUntil } = office.order().data ?? {};
    // 825 days after March 5, 2026.
    assert.equal(verifiedUntil, "2028-06-07");
    assert.match(told.at(-1) ?? "", /June 7, 2028/);
  });

  it("submitted each thing once: twice the data, one address, one request, one certificate", () => {
    const { counters, certificatesPerKey, mails } = office.simulator.state() as {
      counters: Record<string, number>;
      certificatesPerKey: Record<string, number>;
      mails: readonly { to: string }[];
    };
    assert.deepEqual(counters, {
      "logins.accepted": counters["logins.accepted"],
      ...{ "data.accepted": 2, "documents.accepted": 1 },
      ...{ "emails.accepted": 1, "emails.sent": 1, "links.accepted": 1 },
      "activations.accepted": 1,
      "certificates.issued": 1,
    });
    assert.ok(Object.values(certificatesPerKey).every((count) => count === 1));
    assert.deepEqual(
      mails.map(({ to }) => to),
      [mailbox, mailbox],
    );
    assert.deepEqual(office.simulator.failures, []);
  });

  it("saved the certificate as PEM and as DER, with the chain that openssl verifies for mail", async () => {
    const { pem, der, issuers } = shown.outputs["save-certificate"] as unknown as Saved;
    const at = Math.floor(office.time / 1000);
    verifyForMail({ certificate: pem, issuers, root: office.roots.ca, at });
    const certificate = new X509Certificate(await readFile(pem));
    assert.deepEqual(certificate.raw, await readFile(der));
    assert.equal(certificate.subjectAltName, `email:${mailbox}`);
    const subject = openssl(
      "x509",
      "-in",
      pem,
      "-noout",
      "-subject",
      "-nameopt",
      "utf8,sep_multiline",
    );
    assert.ok(subject.includes(`CN=${organization}`), subject);
    assert.match(subject, /organizationIdentifier=NTRPL-0000123456/);
  });

  it("left no private key in the clear, and no password anywhere", async () => {
    assert.deepEqual(await office.leaks(), []);
    const left = (await readdir(office.home, { recursive: true })).filter((name) =>
      /\.(tmp|part)$/.test(name),
    );
    assert.deepEqual(left, []);
    const audit = await office.cli(["audit", "verify"]);
    assert.equal(audit.code, 0, audit.stdout + audit.stderr);
  });

  it("says at the end to keep the old key, and how the new one gets into a mail program", () => {
    const end = told.at(-1) ?? "";
    assert.match(end, /keep the old/i);
    assert.match(end, /perennial keys export/);
    // It was not made by Perennial: nothing of it can be in the backup.
    assert.ok(told.every((text) => !text.includes("The old key is copied")));
  });

  it("is the certificate that status shows from now on", async () => {
    const { data } = await office.json(["status"]);
    const [profile] = data["profiles"] as { accounts: { certificate?: { notAfter: string } }[] }[];
    const { notAfter = "" } = profile?.accounts[0]?.certificate ?? {};
    assert.equal(new Date(notAfter).toISOString(), office.order().certificate?.notAfter);
    assert.ok(Date.parse(notAfter) > expiry.getTime());
  });
});

describe("The next renewal of a customer in Certum’s panel, two years later", function () {
  this.timeout(180_000);
  this.slow(60_000);
  const later = "ORDER/0000222222/dk";
  let office: CertumOffice;
  let person: CertumPerson;
  let first: ShownRenewal;

  before(async function () {
    requireTool(this, "openssl", "version");
    office = await CertumOffice.open();
    person = new CertumPerson(office);
    await person.go();
    first = await office.shown();
    office.simulator.world.orders.place({ customer: "anna.nowak", days: 365, number: later });
    await office.travel("2028-02-14T09:00:00Z");
    office.begun = false;
    person.waits.length = 0;
  });
  after(() => office?.[Symbol.asyncDispose]());

  it("uses the verified data again, says until when, and verifies the mailbox anew", async () => {
    person.instead.set("order", ({ wait }) => office.say(wait?.key ?? "", later));
    let offered = "";
    person.instead.set("organization", async ({ wait }) => {
      offered = await office.prose();
      const { organizations } = office.simulator.state() as {
        organizations: readonly { id: string }[];
      };
      await office.say(wait?.key ?? "", organizations[0]?.id ?? "");
    });
    person.instead.set("certificate", async () => {
      await office.simulator.review.issue(later);
      await office.pass(hour);
    });
    const ended = await person.go();
    assert.equal(ended.state, "done", JSON.stringify(ended));
    assert.match(offered, /June \d, 2028/);
    assert.deepEqual(person.waits, [
      ...["order", "organization", "summary", "email", "email-verification"],
      ...["certificate-data", "key-method", "certificate", "install", "back-up", "done"],
    ]);
  });

  it("made another key, and the old one is still there to read old mail with, in the backup too", async () => {
    const shown = await office.shown();
    assert.notEqual(shown.id, first.id);
    const { data } = await office.json(["keys", "list"]);
    const ids = (data["keys"] as readonly { id: string }[]).map(({ id }) => id);
    const made = [first, shown].map(
      ({ outputs }) => outputs["generate-key-pair"] as { id?: string },
    );
    const backup = join(office.home, "backups", "anna", shown.id);
    const copied = (await readdir(backup, { recursive: true })).join("\n");
    for (const id of ids) assert.ok(copied.includes(id), copied);
    assert.deepEqual(ids.toSorted(), made.map(({ id }) => id ?? "").toSorted());
  });
});
