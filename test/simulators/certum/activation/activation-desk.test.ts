import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { toPem } from "../../pki/pem.js";
import {
  customerOf,
  mailbox,
  number,
  readyToActivate,
  smimeRequest,
  startFriday,
  type PanelVisitor,
} from "../../testing/certum-visits.js";
import { openssl } from "../../testing/openssl.js";
import type { CertumSimulator } from "../index.js";

/** A request that OpenSSL makes for a key of its own kind. */
async function foreignRequest(...key: string[]): Promise<{ pem: string }> {
  const how = ["-nodes", "-keyout", "{key}", "-subj", "/O=Przyklad", "-out", "{out}"];
  return { pem: (await openssl({}, "req", "-new", ...key, ...how)).toString() };
}

describe("Certificate activation at Certum's panel", () => {
  let simulator: CertumSimulator;
  let visitor: PanelVisitor;

  beforeEach(async () => {
    simulator = await startFriday();
    visitor = await readyToActivate(simulator);
  });
  afterEach(async () => {
    await simulator.close();
    assert.deepEqual(simulator.failures, []);
  });

  const count = (name: string): number => simulator.world.counters.get(name);

  it("shows what can be chosen, and which fields are mandatory", async () => {
    const url = visitor.url(`panel/certificate-data?number=${encodeURIComponent(number)}`);
    const choice = (await visitor.browser.json(url)) as {
      commonNames: unknown;
      fields: { name: string; value: string; mandatory: boolean }[];
    };
    assert.deepEqual(choice.commonNames, [
      { kind: "organization", value: "Przykład Sp. z o.o." },
      { kind: "mailbox", value: mailbox },
    ]);
    assert.deepEqual(
      choice.fields.map(({ name, value, mandatory }) => [name, value, mandatory]),
      [
        ["E", mailbox, true],
        ["O", "Przykład Sp. z o.o.", true],
        ["L", "Szczecin", false],
        ["SP", "zachodniopomorskie", false],
        ["C", "PL", false],
        ["organizationIdentifier", "NTRPL-0000123456", true],
      ],
    );
  });

  it("is not open before data and mailbox are verified", async () => {
    const early = simulator.world.orders.place({ customer: "anna.nowak", days: 365 });
    const query = encodeURIComponent(early.number);
    const data = await visitor.get(`panel/certificate-data?number=${query}`);
    assert.deepEqual([data.status, data.code], [409, "step.not-open"]);
    const request = await smimeRequest();
    const answer = await visitor.activate(request, { number: early.number });
    assert.deepEqual(
      [answer.status, answer.code, answer.detail],
      [409, "step.not-open", "not-available"],
    );
    for (const path of ["certificate", "certificate/issuers"]) {
      const { status, code } = await visitor.get(`panel/${path}?number=${query}`);
      assert.deepEqual([status, code], [409, "certificate.not-issued"]);
    }
  });

  for (const algorithm of ["rsa-2048", "ec-p256", "ec-p384", "ec-p521"] as const)
    it(`finds a request with a key ${algorithm} correct, and keeps nothing of it`, async () => {
      const request = await smimeRequest(algorithm, {}, [mailbox]);
      for (const fields of [undefined, { number }]) {
        const answer = await visitor.post("panel/csr", { csr: request.pem, ...fields });
        const expected = { result: "Correct", spkiHash: request.spkiHash };
        assert.deepEqual(JSON.parse(answer.text), expected);
      }
      assert.equal((await visitor.order()).activation, undefined);
      assert.equal(count("csrs.accepted"), 2);
    });

  const keys: [string, string[], string, string][] = [
    ["RSA of 1024 bits", ["-newkey", "rsa:1024"], "csr.weak-key", "1024"],
    ["RSA of 2047 bits", ["-newkey", "rsa:2047"], "csr.weak-key", "2047"],
    ["RSA of 2050 bits", ["-newkey", "rsa:2050"], "csr.weak-key", "2050"],
    [
      "a curve of its own",
      ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:secp256k1"],
      "csr.wrong-curve",
      "secp256k1",
    ],
    [
      "P-224",
      ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-224"],
      "csr.wrong-curve",
      "secp224r1",
    ],
    ["Ed25519", ["-newkey", "ed25519"], "csr.wrong-curve", "ed25519"],
  ];
  for (const [name, key, code, detail] of keys)
    it(`refuses ${name}`, async () => {
      const request = await foreignRequest(...key);
      const checked = await visitor.post("panel/csr", { csr: request.pem });
      assert.deepEqual([checked.status, checked.code, checked.detail], [400, code, detail]);
      assert.equal((await visitor.activate(request)).code, code);
      assert.equal(count(`activations.refused.${code}`), 1);
    });

  it("takes RSA of 2056 bits, which are whole bytes", async () => {
    const { pem } = await foreignRequest("-newkey", "rsa:2056");
    assert.equal((await visitor.post("panel/csr", { csr: pem })).status, 200);
  });

  it("refuses what is no request, and one whose signature is another's", async () => {
    const { publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const spki = publicKey.export({ type: "spki", format: "der" });
    for (const pem of ["", "garbage", toPem("PUBLIC KEY", spki), simulator.roots.ca])
      assert.equal((await visitor.post("panel/csr", { csr: pem })).code, "csr.unreadable");
    const { pem } = await smimeRequest();
    const der = Buffer.from(pem.replace(/-----.*-----|\s/g, ""), "base64");
    der[der.length - 1] = (der.at(-1) ?? 0) ^ 1;
    const tampered = toPem("CERTIFICATE REQUEST", der);
    assert.equal((await visitor.post("panel/csr", { csr: tampered })).code, "csr.bad-signature");
    assert.equal((await visitor.activate({ pem: tampered })).code, "csr.bad-signature");
  });

  const subjects: [string, Parameters<typeof smimeRequest>, string, string][] = [
    [
      "another common name",
      [undefined, { commonName: "Jan Kowalski" }],
      "csr.common-name",
      "Jan Kowalski",
    ],
    [
      "another organization",
      [undefined, { organization: "Inna S.A." }],
      "csr.subject-mismatch",
      "O",
    ],
    ["another mailbox", [undefined, { email: "a@b.example" }], "csr.subject-mismatch", "E"],
    ["another locality", [undefined, { locality: "Kraków" }], "csr.subject-mismatch", "L"],
    ["another state", [undefined, { state: "małopolskie" }], "csr.subject-mismatch", "SP"],
    ["another country", [undefined, { country: "DE" }], "csr.subject-mismatch", "C"],
    [
      "another organization identifier",
      [undefined, { organizationIdentifier: "NTRPL-1" }],
      "csr.subject-mismatch",
      "organizationIdentifier",
    ],
    [
      "an alternative name of its own",
      [undefined, {}, [mailbox, "a@b.example"]],
      "csr.subject-mismatch",
      "SAN",
    ],
  ];
  for (const [name, request, code, detail] of subjects)
    it(`refuses a request that states ${name}`, async () => {
      const { pem } = await smimeRequest(...request);
      const answer = await visitor.activate({ pem });
      assert.deepEqual([answer.status, answer.code, answer.detail], [400, code, detail]);
      assert.equal((await visitor.post("panel/csr", { csr: pem })).status, 200);
      assert.equal((await visitor.post("panel/csr", { csr: pem, number })).code, code);
    });

  it("takes a request that states the mailbox as its name, or a part of it all", async () => {
    const { pem } = await smimeRequest("ec-p256", {
      commonName: mailbox,
      locality: "",
      state: "",
      organizationIdentifier: "",
    });
    assert.equal((await visitor.activate({ pem })).status, 303);
  });

  it("refuses a choice without a common name, without a mandatory field, or with one it does not have", async () => {
    const request = await smimeRequest();
    const judge = async (fields: Record<string, string>): Promise<unknown[]> => {
      const { status, code, detail } = await visitor.activate(request, fields);
      return [status, code, detail];
    };
    assert.deepEqual(await judge({ commonName: "" }), [400, "common-name.missing", ""]);
    assert.deepEqual(await judge({ commonName: "pet" }), [400, "common-name.missing", "pet"]);
    assert.deepEqual(await judge({ fields: "E,O" }), [
      400,
      "field.mandatory",
      "organizationIdentifier",
    ]);
    assert.deepEqual(await judge({ fields: "O,organizationIdentifier" }), [
      400,
      "field.mandatory",
      "E",
    ]);
    const many = "E,O,organizationIdentifier,OU";
    assert.deepEqual(await judge({ fields: many }), [400, "field.unknown", "OU"]);
    assert.deepEqual(await judge({ reference: "" }), [400, "reference.missing", ""]);
    assert.equal(count("activations.accepted"), 0);
  });

  it("takes one request, and a reference once for ever", async () => {
    const request = await smimeRequest();
    assert.equal((await visitor.activate(request, { reference: "A-1" })).status, 303);
    const { status, steps, activation } = await visitor.order();
    assert.deepEqual(
      [status, steps.activation],
      ["Submitted for issuance", "waiting-for-verification"],
    );
    assert.deepEqual([activation?.reference, activation?.commonName], ["A-1", "organization"]);
    assert.equal(activation?.spkiHash, request.spkiHash);
    const again = await visitor.activate(request, { reference: "A-1" });
    assert.deepEqual(
      [again.status, again.code, again.detail],
      [409, "activation.duplicate", "A-1"],
    );
    assert.equal((await visitor.activate(await smimeRequest())).code, "step.not-open");
    assert.equal(count("activations.accepted"), 1);
    assert.equal(count("activations.duplicates"), 1);
  });

  it("takes one of two requests that come at the same moment", async () => {
    const answers = await Promise.all([
      visitor.activate(await smimeRequest(), { reference: "A-1" }),
      visitor.activate(await smimeRequest(), { reference: "A-2" }),
    ]);
    assert.deepEqual(answers.map(({ status }) => status).sort(), [303, 409]);
    assert.equal(count("activations.accepted"), 1);
  });

  it("refuses a key of another order, and of a certificate from before", async () => {
    const request = await smimeRequest();
    await visitor.activate(request);
    const used = await visitor.post("panel/csr", { csr: request.pem });
    assert.deepEqual(
      [used.status, used.code, used.detail],
      [409, "csr.key-used", request.spkiHash],
    );
    const before = await smimeRequest();
    await simulator.issueExisting({ notAfter: new Date("2026-12-20"), csr: before.pem });
    assert.equal((await visitor.post("panel/csr", { csr: before.pem })).code, "csr.key-used");
  });

  it("can be rejected by the authority, and done again with the same key", async () => {
    const request = await smimeRequest();
    await visitor.activate(request, { reference: "A-1" });
    simulator.review.rejectIssuing(number, "Nie udało się potwierdzić");
    const rejected = await visitor.order();
    assert.deepEqual([rejected.status, rejected.steps.activation], ["Rejected", "awaiting-data"]);
    assert.equal(rejected.activation?.rejection?.reason, "Nie udało się potwierdzić");
    assert.equal(
      (await visitor.activate(request, { reference: "A-1" })).code,
      "activation.duplicate",
    );
    assert.equal((await visitor.activate(request)).status, 303);
    assert.equal((await visitor.order()).status, "Submitted for issuance");
  });

  it("is for the order's customer only", async () => {
    const other = await customerOf(simulator);
    await other.logIn("jan.kowalski", "Panel2Jan");
    const answer = await other.activate(await smimeRequest());
    assert.deepEqual([answer.status, answer.code], [404, "order.unknown"]);
  });
});
