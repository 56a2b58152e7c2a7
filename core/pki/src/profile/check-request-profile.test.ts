import assert from "node:assert/strict";
import type { RequestRules } from "@perennial/api";
import { ecKey, foreignRequest, rsaKey } from "../test-support/foreign-requests.js";
import type { ForeignRequest } from "../test-support/foreign-requests.js";
import { describeWithOpenssl } from "../test-support/openssl.js";
import { checkRequestProfile } from "./check-request-profile.js";

const strong: RequestRules = {
  minRsaBits: 2048,
  rsaBitsDivisibleBy8: true,
  curves: ["ec-p256", "ec-p384", "ec-p521"],
  notWeakSignature: true,
};
const email = "jan@example.pl";

const rows: readonly (readonly [string, ForeignRequest, RequestRules, readonly string[]])[] = [
  ["RSA 1024", { key: rsaKey(1024) }, strong, ["key.rsa-too-short"]],
  ["RSA 2047", { key: rsaKey(2047) }, strong, ["key.rsa-too-short", "key.rsa-length"]],
  ["RSA 2052", { key: rsaKey(2052) }, strong, ["key.rsa-length"]],
  ["RSA 2056", { key: rsaKey(2056) }, strong, []],
  ["P-256", {}, strong, []],
  ["P-521", { key: ecKey("P-521") }, strong, []],
  ["a wrong curve", { key: ecKey("secp256k1") }, strong, ["key.curve"]],
  ["P-256 by its parameters", { key: ecKey("P-256", "explicit") }, strong, ["key.curve"]],
  ["Ed25519", { key: ["-algorithm", "ED25519"] }, strong, ["key.curve"]],
  ["SHA-1", { key: rsaKey(2048), more: ["-sha1"] }, strong, ["signature.weak"]],
  [
    "a common name that is neither organization nor mailbox",
    { subject: "/O=Firma/CN=Jan Nowak" },
    { commonNameOneOf: ["Firma", email] },
    ["subject.common-name"],
  ],
  [
    "the organization as common name",
    { subject: "/CN=Firma" },
    { commonNameOneOf: ["Firma", email] },
    [],
  ],
  ["no common name", { subject: "/O=Firma" }, { commonNameOneOf: ["Firma"] }, []],
  [
    "another organization",
    { subject: "/CN=Firma/O=Inna/C=PL" },
    { subject: { O: "Firma", C: "PL", L: "Szczecin" } },
    ["subject.O"],
  ],
  [
    "what the authority adds, which it does not state",
    { subject: "/CN=Firma" },
    { subject: { O: "Firma", organizationIdentifier: "NTRPL-1" }, mailboxesInSan: true },
    [],
  ],
  [
    "attributes that it has to state and does not",
    { subject: "/CN=Firma/O=Firma" },
    { subjectHas: ["O", "C", "E"] },
    ["subject-missing.C", "subject-missing.E"],
  ],
  [
    "a mailbox of the subject that the alternative name leaves out",
    { subject: `/CN=Firma/emailAddress=${email}`, alternatives: "email:ewa@example.pl" },
    { mailboxesInSan: true },
    ["san.mailbox-missing"],
  ],
  [
    "a mailbox of the subject without an alternative name, which the authority makes",
    { subject: `/CN=Firma/emailAddress=${email}` },
    { mailboxesInSan: true },
    [],
  ],
  ["no mailbox where one has to be", {}, { emails: [email] }, ["san.mailboxes"]],
  ["just the mailbox", { alternatives: `email:${email}` }, { emails: [email] }, []],
  [
    "the mailbox and another",
    { alternatives: `email:${email},email:ewa@example.pl` },
    { emails: [email] },
    ["san.mailboxes"],
  ],
  ["no rules", { key: rsaKey(1024), more: ["-sha1"] }, {}, []],
];

describeWithOpenssl("Profile rules on requests that OpenSSL made", function () {
  this.timeout(120_000);

  for (const [title, request, rules, expected] of rows) {
    it(`${expected.length === 0 ? "pass" : "name"} ${title}`, async () => {
      const { pem } = await foreignRequest(request);
      const findings = await checkRequestProfile(Buffer.from(pem), rules);
      assert.deepEqual(
        findings.map(({ rule }) => rule),
        expected,
      );
    });
  }

  it("are not asked of what is no request", async () => {
    await assert.rejects(checkRequestProfile(Buffer.from("hello"), {}), {
      code: "requests.unreadable",
    });
  });
});
