import assert from "node:assert/strict";
import { createHash, X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { requireTool } from "../harness/index.js";
import { CertumOffice, expiry, organization } from "./certum-office.js";
import { PartnerPerson } from "./certum-partner-person.js";
import { codesShown, refusalOf } from "./refusals-shown.js";
import type { RenewalJson } from "./renewal-json.js";
import { day, hour } from "./renewal-office.js";
import { scan, waitOf } from "./renewal-person.js";
import { verifyForMail } from "./smime.js";

const role = "partner";

/** What counts the orders and what came of them, calls apart. */
function counted(office: CertumOffice): Readonly<Record<string, number>> {
  const { counters } = office.simulator.state() as { counters: Record<string, number> };
  return Object.fromEntries(
    Object.entries(counters).filter(([name]) => !/^partner\.(calls|refused)\./.test(name)),
  );
}

describe("A partner’s renewal at Certum, over its days, a new process at every wait", function () {
  this.timeout(180_000);
  this.slow(60_000);
  this.bail(true);
  let office: CertumOffice;
  let person: PartnerPerson;

  before(async function () {
    requireTool(this, "openssl", "version");
    office = await CertumOffice.open({ values: { role } });
    person = new PartnerPerson(office);
  });
  after(() => office?.[Symbol.asyncDispose]());

  it("orders the renewal of the certificate in use, once, with the product for renewals", async () => {
    assert.equal(waitOf(await person.go("email-code")), "email-code");
    assert.deepEqual(person.waits, [
      ...["order-kind", "data", "certificate-data", "key-method", "email-code"],
    ]);
    const [order, ...others] = person.orders;
    assert.deepEqual([order?.kind, order?.status, others], ["renewal", "AWAITING", []]);
    const old = new X509Certificate(office.old.pem);
    assert.equal(order?.earlierSerial.toLowerCase(), old.serialNumber.toLowerCase());
    assert.equal(order?.productCode, "822");
  });

  it("a wrong code: said, nothing lost", async () => {
    const wrong = person.code === "AAAAAAAAAA" ? "BBBBBBBBBB" : "AAAAAAAAAA";
    const refused = await office.answer("email-code", { code: wrong });
    assert.deepEqual([waitOf(refused), refusalOf(refused)], ["email-code", "certum.partner-1186"]);
  });

  it("a code that is too old: said, and another one is mailed", async () => {
    const old = person.code;
    await office.pass(25 * hour);
    const refused = await office.answer("email-code", { code: old });
    assert.equal(refusalOf(refused), "certum.partner-1184");
    assert.notEqual(person.code, old);
    assert.equal(waitOf(await office.answer("email-code", { code: person.code })), "order");
    assert.equal(person.orders.at(-1)?.status, "VERIFICATION");
  });

  it("documents go to the operator meanwhile, each once", async () => {
    await office.deliver("odpis KRS.png", scan());
    await office.resume();
    await office.resume();
    const [document, ...others] = person.orders[0]?.documents ?? [];
    const sha256 = createHash("sha256").update(scan()).digest("hex");
    assert.deepEqual([document?.fileName, document?.sha256], ["odpis KRS.png", sha256]);
    assert.deepEqual(others, []);
    assert.match(await office.prose(), /odpis KRS\.png/);
    await office.pass(2 * day);
  });

  it("comes to its end with one order, one certificate, and the chain that openssl verifies", async () => {
    const ended = await person.go();
    assert.equal(ended.state, "done", JSON.stringify(ended));
    assert.deepEqual(counted(office), {
      ...{ "partner.orders.accepted": 1, "partner.orders.renewal": 1 },
      ...{ "partner.mails": 2, "partner.documents.accepted": 1 },
      "partner.certificates.issued": 1,
    });
    assert.equal(person.orders[0]?.status, "ENROLLED");
    const { outputs } = await office.shown();
    const { pem, issuers } = outputs["save-certificate"] as unknown as {
      readonly [name in "pem" | "issuers"]: string;
    };
    const at = Math.floor(office.time / 1000);
    verifyForMail({ certificate: pem, issuers, root: office.roots.ca, at });
    assert.ok(new X509Certificate(await readFile(pem)).subject.includes(organization));
    assert.deepEqual(office.simulator.failures, []);
    assert.deepEqual(await office.leaks(), []);
  });
});

describe("A partner’s new order at Certum", function () {
  this.timeout(180_000);
  this.slow(60_000);
  this.bail(true);
  let office: CertumOffice;
  let person: PartnerPerson;

  before(async function () {
    requireTool(this, "openssl", "version");
    office = await CertumOffice.open({ values: { role } });
    person = new PartnerPerson(office);
    person.kind = "new";
  });
  after(() => office?.[Symbol.asyncDispose]());

  it("a reissue is not ordered before its price is accepted: the old certificate is revoked", async () => {
    assert.equal(waitOf(await office.renew()), "order-kind");
    assert.equal(waitOf(await office.answer("order-kind", { kind: "reissue" })), "reissue");
    assert.match(await office.prose(), /two weeks/);
    const refused = await office.answer("reissue:1", "other");
    assert.equal(refusalOf(refused), "certum.reissue-not-confirmed");
    assert.deepEqual(person.orders, []);
  });

  it("is rejected with the operator’s reason, and the renewal says what to do", async () => {
    const waiting = await office.answer("order-kind:2", { kind: "new" });
    await person.act(waiting);
    assert.equal(waitOf(await person.go("order")), "order");
    await person.operate("reject", { note: "Organizacja jest w likwidacji." });
    await office.pass(hour);
    const rejected = await office.resume();
    assert.deepEqual([rejected.state, rejected.error?.code], ["failed", "certum.order-rejected"]);
    assert.match(await office.prose(), /Organizacja jest w likwidacji\./);
    assert.match(await office.prose(), /Cancel this renewal and begin another/);
  });

  it("cancelling says what stays at Certum, and nothing is ordered again unawares", async () => {
    const { id } = await office.shown();
    const cancelled = await office.cli(["cancel", id, "--yes"]);
    assert.equal(cancelled.code, 0, cancelled.stdout + cancelled.stderr);
    const said = cancelled.stdout.replaceAll(/\s+/g, " ");
    assert.match(said, /Perennial does not withdraw it; .* - Step \d+, Activate/);
    const orders = office.counter("partner.orders.accepted");
    const refused = await office.cli(["renew", office.profile]);
    assert.equal(refused.code, 3, refused.stdout + refused.stderr);
    assert.match(refused.stderr, /Code: renewal\.left-outside/);
    assert.match(refused.stdout, new RegExp(`perennial show ${id}`));
    assert.equal((await office.shown()).id, id);
    assert.equal(office.counter("partner.orders.accepted"), orders);
  });

  it("another renewal orders again, needs no other code within 30 days, and comes to its end", async () => {
    await office.renew({ yes: true });
    person.waits.length = 0;
    const ended = await person.go();
    assert.equal(ended.state, "done", JSON.stringify(ended));
    assert.deepEqual(person.waits, [
      ...["order-kind", "data", "certificate-data", "key-method", "order"],
      ...["certificate", "install", "back-up", "done"],
    ]);
    assert.deepEqual(
      person.orders.map(({ kind, status }) => [kind, status]),
      [
        ["new", "REJECTED"],
        ["new", "ENROLLED"],
      ],
    );
    assert.equal(counted(office)["partner.certificates.issued"], 1);
  });
});

describe("What a partner cannot order at Certum", function () {
  this.timeout(120_000);
  this.slow(20_000);

  it("the renewal of an expired certificate (2003): said before anything is sent; a new order can be", async () => {
    const now = new Date(expiry.getTime() + day);
    await using office = await CertumOffice.open({ now, values: { role } });
    const { wait } = await office.renew();
    const refused = await office.answer(wait?.key ?? "", { kind: "renew" });
    assert.equal(refusalOf(refused), "certum.current-expired");
    assert.deepEqual(await codesShown(office), ["certum.current-expired"]);
    assert.match(await office.prose(), /2003/);
    assert.equal(waitOf(await office.answer("order-kind", { kind: "new" })), "data");
    assert.equal(office.counter("partner.calls.renewCertificate"), 0);
  });

  it("a product that the profile does not name: nothing is guessed", async () => {
    await using office = await CertumOffice.open({ values: { role, renewalProductCode: "-" } });
    const args = ["profile", "change", "anna", "--unset", "renewalProductCode"];
    const changed = await office.cli(args);
    assert.equal(changed.code, 0, changed.stdout + changed.stderr);
    const { wait } = await office.renew();
    const failed: RenewalJson = await office.answer(wait?.key ?? "", { kind: "renew" });
    assert.equal(failed.error?.code, "certum.partner-profile");
    assert.match(await office.prose(), /Product code for renewals/);
    assert.deepEqual(new PartnerPerson(office).orders, []);
  });
});
