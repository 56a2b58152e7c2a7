// Tests the steps without Perennial: with stand-ins for the renewal and for the services.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { Certificates, Clock, Files, Requests, construct, service, stepName } from "@perennial/api";
import plugin, {
  ConfirmData,
  MakeKey,
  ReceiveCertificate,
  SaveRequest,
  UseCertificate,
} from "../plugin.js";

const profile = {
  name: "Ada",
  company: "Acme",
  country: "LU",
  requestFolder: "/x",
  rootFile: "/r",
};
const clock = service(Clock, { now: async () => "2026-11-20T09:30:00Z" });

/** A renewal in memory: outputs of earlier steps, answers that were given, effects that ran. */
function renewalWith({ outputs = [], answers = {} } = {}) {
  const byName = new Map(outputs.map(([type, output]) => [stepName(type), output]));
  const effects = [];
  return {
    id: "ada-1",
    profile,
    effects,
    output: (type) => byName.get(stepName(type)),
    answer: (key) => answers[key],
    effect: async ({ key, perform }) => {
      effects.push(key);
      return perform();
    },
  };
}

describe("Paper CA", () => {
  it("has the steps that its manifest announces, in that order", () => {
    const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
    const [announced] = manifest.perennial.contributes.providers;
    const [{ flow }] = plugin.providers;
    assert.equal(flow.provider, announced.id);
    assert.deepEqual(
      flow.steps.map(stepName),
      announced.steps.map(({ name }) => name),
    );
  });

  it("asks for name and company, and shows what the profile holds", async () => {
    const { outcome, wait } = await construct(ConfirmData, [clock]).run(renewalWith());
    assert.equal(outcome, "waiting");
    assert.deepEqual(wait.question.values, { name: "Ada", company: "Acme" });
  });

  it("puts what was confirmed into the request, not what the profile holds", async () => {
    const asked = [];
    const requests = service(Requests, {
      create: async (request) => {
        asked.push(request);
        return { pem: "PEM", spkiHash: "aa", sha256: "bb", subject: "CN=Grace" };
      },
    });
    const files = service(Files, { save: async ({ name }) => ({ path: `/x/${name}`, name }) });
    const renewal = renewalWith({
      outputs: [
        [ConfirmData, { values: { name: "Grace", company: "Acme" } }],
        [MakeKey, { id: "k1" }],
      ],
    });
    const { output } = await construct(SaveRequest, [requests, files, clock]).run(renewal);
    assert.deepEqual(asked, [
      { keyId: "k1", subject: { commonName: "Grace", organization: "Acme", country: "LU" } },
    ]);
    assert.equal(output.path, "/x/ada-1.csr");
    assert.deepEqual(renewal.effects, ["request:1", "save-request:1"]);
  });

  for (const { what, spkiHash, findings, code } of [
    { what: "for another key", spkiHash: "other", findings: [], code: "certificate.not-for-key" },
    {
      what: "with another name",
      spkiHash: "new",
      findings: [{ rule: "subject.CN", params: {} }],
      code: "paper-ca.wrong-name",
    },
  ]) {
    it(`refuses a certificate ${what}, says why, and keeps waiting`, async () => {
      const certificate = { spkiHash, subject: "CN=Eve", der: "AA==", sha256: "cc" };
      const services = [
        clock,
        service(Files, { read: async () => "AA==" }),
        service(Certificates, {
          read: async () => ({ certificates: [certificate], remarks: [] }),
          checkProfile: async () => findings,
        }),
      ];
      const renewal = renewalWith({
        outputs: [
          [ConfirmData, { values: { name: "Ada", company: "Acme" } }],
          [MakeKey, { spkiHash: "new" }],
          [SaveRequest, { name: "ada-1.csr" }],
        ],
        answers: { certificate: { name: "paper-1.pem", handle: "h" } },
      });
      const { outcome, wait } = await construct(ReceiveCertificate, services).run(renewal);
      assert.equal(outcome, "waiting");
      assert.equal(wait.refusal.code, code);
      assert.deepEqual(renewal.effects, []);
    });
  }

  it("proves the new certificate before it asks, and installs nothing without a yes", async () => {
    const calls = [];
    const services = [
      clock,
      service(Files, { read: async () => btoa("-----BEGIN CERTIFICATE-----") }),
      service(Certificates, {
        chain: async ({ roots }) => {
          calls.push(["chain", roots]);
          return { chain: ["AA==", "BB=="] };
        },
        checkProfile: async () => [],
        prove: async () => {
          calls.push(["prove"]);
          return { algorithm: "ECDSA" };
        },
        install: async () => assert.fail("installed without a yes"),
      }),
    ];
    const renewal = renewalWith({
      outputs: [
        [MakeKey, { id: "k1" }],
        [ReceiveCertificate, { der: "AA==", sha256: "cc", others: [], subject: "CN=Ada" }],
      ],
    });
    const { outcome, wait } = await construct(UseCertificate, services).run(renewal);
    assert.equal(outcome, "waiting");
    assert.equal(wait.question.type, "confirm");
    assert.deepEqual(calls, [["chain", ["-----BEGIN CERTIFICATE-----"]], ["prove"]]);
  });
});
