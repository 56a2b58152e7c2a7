import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { requireTool } from "../harness/index.js";
import type { CertificateVariant } from "../simulators/certum/index.js";
import { CertumOffice, expiry, mailbox, orderNumber, verifiedSubject } from "./certum-office.js";
import { CertumPerson, organizationData } from "./certum-person.js";
import { followLink, pressLink } from "./certum-visits.js";
import { makeRequest, spoilSignature, type OpensslRequest } from "./openssl-request.js";
import { refusalOf } from "./refusals-shown.js";
import type { RenewalJson } from "./renewal-json.js";
import { day, hour } from "./renewal-office.js";
import { waitOf } from "./renewal-person.js";

describe("“Must be refused with a clear message, nothing lost”, in one renewal at Certum", function () {
  this.timeout(180_000);
  this.slow(20_000);
  this.bail(true);
  let office: CertumOffice;
  let person: CertumPerson;

  before(async function () {
    requireTool(this, "openssl", "version");
    office = await CertumOffice.open({ values: { keyMethod: "own-csr" } });
    person = new CertumPerson(office);
    person.method = "own-csr";
  });
  after(() => office?.[Symbol.asyncDispose]());

  /** Answers what is waited for now. */
  async function answer(value: unknown): Promise<RenewalJson> {
    const { wait } = await office.shown();
    return office.answer(wait?.key ?? "", value);
  }

  for (const [what, wrong] of [
    ["a missing locality", { locality: "" }],
    ["a missing organization", { organization: "  " }],
    ["a country that is no code", { country: "Polska" }],
  ] as const) {
    it(`${what}: named before anything is recorded`, async () => {
      const waiting = office.begun ? await office.shown() : await person.go("data");
      assert.equal(waitOf(waiting), "data");
      const { code, data } = await office.tell("data", { ...organizationData, ...wrong });
      assert.deepEqual([code, data.error?.code], [3, "answer.invalid"]);
      assert.ok(JSON.stringify(data.error).includes(Object.keys(wrong)[0] ?? ""));
    });
  }

  for (const [what, wrong, code, said] of [
    [
      "a missing number in the register",
      { registrationNumber: "" },
      "certum.data.missing-field",
      /Registration number in the register/,
    ],
    ["an unknown country", { country: "AA" }, "certum.data.unknown-country", /AA/],
    [
      "an unknown register",
      { registrationType: "XYZ" },
      "certum.data.unknown-registry",
      /KRS.*NIP/,
    ],
    [
      "another country’s register",
      { registrationType: "HRB" },
      "certum.data.unknown-registry",
      /HRB/,
    ],
  ] as const) {
    it(`${what}: named, with what was typed still there`, async () => {
      const refused = await office.answer("data", { ...organizationData, ...wrong });
      assert.deepEqual([waitOf(refused), refusalOf(refused)], ["data", code]);
      assert.match(await office.prose(), said);
      const { wait } = await office.shown();
      const { question } = wait as unknown as { question: { values: object } };
      assert.deepEqual(question.values, { ...organizationData, ...wrong });
    });
  }

  it("a step out of order: the mailbox is not asked for before the data are verified", async () => {
    await office.answer("data", organizationData);
    assert.equal(waitOf(await person.go("verification")), "verification");
    const { code, data } = await office.tell("email", { address: mailbox });
    assert.deepEqual([code, data.error?.code], [3, "answer.other-key"]);
    assert.equal(office.order().steps.email, "not-available");
  });

  it("a document that is none: refused, and the verification goes on", async () => {
    const file = await office.give("odpis.pdf", "no PDF at all");
    assert.equal(refusalOf(await office.hand("verification", file)), "certum.document.type");
    assert.equal(office.counter("documents.accepted"), 0);
    assert.equal(office.order().steps.data, "waiting-for-verification");
  });

  it("data that are rejected: with the reason, and asked again with what was given", async () => {
    office.simulator.review.rejectData(orderNumber, "Numer KRS jest wykreślony.");
    await office.pass(hour);
    assert.equal(waitOf(await office.resume()), "data");
    assert.match(await office.prose(), /Numer KRS jest wykreślony\./);
    assert.equal(waitOf(await person.go("email")), "email");
    assert.equal(office.counter("data.accepted"), 2);
  });

  it("two addresses, and one that is none", async () => {
    for (const address of ["biuro", `${mailbox}, inny@przyklad.example`]) {
      const { code, data } = await office.tell("email", { address });
      assert.deepEqual([code, data.error?.code], [3, "answer.invalid"]);
    }
    const mailed = await office.answer("email", { address: "iuro@przyklad.example" });
    assert.equal(waitOf(mailed), "email-verification");
  });

  it("a link that is late, one that was replaced, for another address, and used twice", async () => {
    const late = office.link;
    await office.pass(25 * hour);
    assert.equal((await pressLink(office, late)).code, "link.expired");
    const asked = await office.resume();
    assert.deepEqual([waitOf(asked), refusalOf(asked)], ["email-late", "certum.link.expired"]);
    assert.match(await office.prose(), /24 hours/);
    assert.equal(waitOf(await answer("resend")), "email-verification");
    assert.equal((await pressLink(office, late)).code, "link.replaced");
    const otherAddress = office.link;
    await office.pass(2 * hour);
    assert.equal(waitOf(await office.resume()), "email-verification", "the link is good for long");
    await office.json(["resume", office.profile, "--back-to", "email-address"]);
    assert.equal(waitOf(await office.shown()), "email");
    assert.equal(waitOf(await answer({ address: mailbox })), "email-verification");
    assert.equal((await pressLink(office, otherAddress)).code, "link.replaced");
    assert.equal(waitOf(await office.resume()), "email-verification");
    await followLink(office, office.link);
    assert.equal((await pressLink(office, office.link)).code, "link.used");
    await office.pass(hour);
    assert.equal(waitOf(await office.resume()), "certificate-data");
  });

  it("a mandatory field stays marked, whatever is said, and the common name is one of two", async () => {
    const { code, data } = await office.tell("certificate-data", { commonName: "Jan Kowalski" });
    assert.deepEqual([code, data.error?.code], [3, "answer.invalid"]);
    const none = { O: false, E: false, organizationIdentifier: false, L: false };
    assert.equal(waitOf(await answer({ commonName: "organization", ...none })), "key-method");
    const { outputs } = await office.shown();
    const { fields } = outputs["certificate-data"] as unknown as { fields: object };
    const kept = ["C", "E", "O", "SP", "organizationIdentifier"];
    assert.deepEqual(Object.keys(fields).toSorted(), kept.toSorted());
    assert.equal(waitOf(await person.go("own-request")), "own-request");
  });

  const ec = (curve: string) => ["-newkey", "ec", "-pkeyopt", `ec_paramgen_curve:${curve}`];
  const subject = verifiedSubject;
  const broken = "certum.request-refused";
  const requests: readonly (readonly [string, OpensslRequest, RegExp])[] = [
    ["RSA 1024", { subject, key: ["-newkey", "rsa:1024"] }, /1024 bits.*key\.rsa-too-short/],
    ["RSA 2047", { subject, key: ["-newkey", "rsa:2047"] }, /2047 bits.*key\.rsa-length/],
    ["a wrong curve", { subject, key: ec("secp256k1") }, /P-256, P-384 and P-521.*key\.curve/],
    ["another common name", { subject: stating("CN", "Jan Kowalski") }, /subject\.common-name/],
    ["another organization", { subject: stating("O", "Inna Sp. z o.o.") }, /subject\.O/],
    ["another mailbox", { subject: stating("emailAddress", "x@y.example") }, /subject\.E/],
  ];
  for (const [what, request, rule] of requests) {
    it(`a request with ${what}: the rule is named`, async () => {
      const { csr } = makeRequest(office.folder.path, what, request);
      assert.equal(refusalOf(await office.hand("own-request", csr)), broken);
      assert.match(await office.prose(), rule);
    });
  }

  it("a request that is garbage, empty, or a private key, which is not copied", async () => {
    const { key } = makeRequest(office.folder.path, "a key", { subject });
    const garbage = await office.give("garbage.csr", "This is no request.");
    const empty = await office.give("empty.csr", "");
    assert.equal(refusalOf(await office.hand("own-request", garbage)), "requests.unreadable");
    assert.equal(refusalOf(await office.hand("own-request", empty)), "files.empty");
    assert.equal(refusalOf(await office.hand("own-request", key)), "files.private-key");
  });

  it("a request whose signature is wrong, and keys that were certified before", async () => {
    const { csr } = makeRequest(office.folder.path, "right", { subject });
    const spoilt = spoilSignature(csr, office.folder.file("spoilt.csr"));
    assert.equal(refusalOf(await office.hand("own-request", spoilt)), "requests.invalid");
    assert.match(await office.prose(), /signature/);
    const key = await office.give("current.key", office.old.privateKeyPem ?? "");
    const current = makeRequest(office.folder.path, "current", { subject, key: ["-key", key] });
    assert.equal(
      refusalOf(await office.hand("own-request", current.csr)),
      "certum.request-key-of-current",
    );
    const used = makeRequest(office.folder.path, "used", { subject });
    const notAfter = new Date(office.time + day);
    const customer = "jan.kowalski";
    await office.simulator.issueExisting({ csr: await readFile(used.csr), notAfter, customer });
    assert.equal(refusalOf(await office.hand("own-request", used.csr)), "certum.csr.key-used");
    assert.equal(office.counter("activations.accepted"), 0);
  });

  it("a key that is not kept: another request is asked for, and a good one is submitted", async () => {
    const { csr } = makeRequest(office.folder.path, "good", { subject });
    await office.hand("own-request", csr);
    assert.equal(refusalOf(await answer("false")), "certum.key-not-kept");
    const other = makeRequest(office.folder.path, "better", { subject });
    const kept = await office.hand("own-request", other.csr);
    assert.equal(typeof kept === "string" ? kept : waitOf(kept), "key-kept");
    assert.equal(waitOf(await answer("true")), "certificate");
    assert.equal(office.counter("activations.accepted"), 1);
  });

  it("Certum refuses to issue: with the reason, and the order can be activated again", async () => {
    office.simulator.review.rejectIssuing(orderNumber, "Domena nie odpowiada.");
    await office.pass(hour);
    const rejected = await office.resume();
    assert.equal(refusalOf(rejected), "certum.activation-rejected");
    assert.match(await office.prose(), /Domena nie odpowiada\./);
    assert.equal(waitOf(await answer("true")), "fields");
    assert.equal(waitOf(await answer({ commonName: "mailbox" })), "certificate");
    assert.equal(office.counter("activations.accepted"), 2);
  });

  const certificates: readonly (readonly [string, CertificateVariant, string, RegExp])[] = [
    ["the old one", "old", "certum.certificate-is-the-old-one", /old/i],
    ["of another key", "other-key", "certum.certificate-for-other-key", /is not for this renewal/],
    [
      "without an organization identifier",
      ...(["no-organization-identifier", "certum.certificate-refused"] as const),
      /subject-missing\.organizationIdentifier/,
    ],
    ["for servers", "server-auth", "certum.certificate-refused", /forbidden-extended-key-usage/],
    ["of 826 days", "too-long", "certum.certificate-refused", /826.*validity\.too-long/],
    ["without the mailbox", "no-mailbox", "certum.certificate-refused", /san\.mailbox-missing/],
    ["of another name", "other-name", "certum.certificate-refused", /Ktoś Inny.*common-name/],
  ];
  for (const [what, variant, code, said] of certificates) {
    it(`a certificate ${what}: named, and the old one stays`, async () => {
      const { review } = office.simulator;
      const isIssued = office.order().status === "Issued";
      await (isIssued ? review.handOut : review.issue).call(review, orderNumber, variant);
      await office.pass(hour);
      assert.equal(refusalOf(await office.resume()), code);
      assert.match(await office.prose(), said);
      const { data } = await office.json(["status"]);
      assert.ok(JSON.stringify(data["profiles"]).includes(expiry.toISOString().slice(0, 19)));
    });
  }

  it("a certificate of another authority: its issuer is named and not trusted; the right one is taken", async () => {
    const { review } = office.simulator;
    await review.handOut(orderNumber, "foreign-issuer");
    await office.pass(hour);
    assert.equal(waitOf(await office.resume()), "issuers");
    assert.match(await office.prose(), /Other Trust CA/);
    const chain = office.roots.issuing;
    assert.equal(refusalOf(await office.hand("issuers", chain)), "certificates.chain-incomplete");
    await review.handOut(orderNumber, "no-issuers");
    await office.pass(hour);
    const taken = await office.hand(
      "issuers",
      await office.give("again.pem", await readFile(chain)),
    );
    assert.equal(typeof taken === "string" ? taken : waitOf(taken), "install");
  });

  it("nothing was lost: it comes to its end, with one certificate in use", async () => {
    const ended = await person.go();
    assert.equal(ended.state, "done", JSON.stringify(ended));
    assert.equal(office.counter("data.accepted"), 2);
    assert.equal(office.counter("links.accepted"), 1);
    assert.deepEqual(office.simulator.failures, []);
    // What a person gives by mistake is kept with the renewal, as all that is given.
    const leaks = (await office.leaks()).filter((name) => !name.includes("a key.key"));
    assert.deepEqual(leaks, []);
  });
});

function stating(name: string, value: string): OpensslRequest["subject"] {
  return verifiedSubject.map(([one, was]) => [one, one === name ? value : was] as const);
}
