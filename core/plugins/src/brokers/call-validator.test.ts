import type { ProfileRules, RequestRules } from "@perennial/api";
import assert from "node:assert/strict";
import { CallValidator } from "./call-validator.js";

const requestRules: Required<RequestRules> = {
  minRsaBits: 2048,
  rsaBitsDivisibleBy8: true,
  curves: ["ec-p256", "ec-p384", "ec-p521"],
  subject: { O: "Firma" },
  subjectHas: ["organizationIdentifier"],
  commonNameOneOf: ["Firma"],
  mailboxesInSan: true,
  emails: ["jan@example.pl"],
  notWeakSignature: true,
};
const profileRules: Required<ProfileRules> = {
  ...requestRules,
  maxValidityDays: 825,
  keyUsage: ["digitalSignature"],
  extendedKeyUsage: ["emailProtection"],
  forbiddenExtendedKeyUsage: ["serverAuth"],
  notCa: true,
  subjectPatterns: { organizationIdentifier: "NTR.*" },
};
const http = { session: "s", method: "POST", url: "https://example.pl/" };
const many = (count: number) => Array.from({ length: count }, () => "x");

const taken: readonly (readonly [string, string, readonly unknown[]])[] = [
  ["every rule of a profile", "certificates.checkProfile", ["AA==", profileRules]],
  ["every rule of a request", "requests.checkProfile", ["PEM", requestRules]],
  ["XML with a secret in it", "http.request", [{ ...http, xml: ["<a>", { secret: "p" }, "</a>"] }]],
  [
    "issuers that are to go on the token",
    "certificates.install",
    [{ der: "AA==", chain: [], keyId: "a".repeat(32), issuersOnToken: true }],
  ],
  [
    "a certificate with the request for it",
    "certificates.record",
    [{ der: "AA==", chain: ["AA=="], request: "PEM" }],
  ],
  [
    "a subject with the organization's identifier",
    "requests.create",
    [{ keyId: "a".repeat(32), subject: { commonName: "F", organizationIdentifier: "NTRPL-1" } }],
  ],
];

const refused: readonly (readonly [string, string, readonly unknown[]])[] = [
  ["a rule that does not exist", "certificates.checkProfile", ["AA==", { minRsa: 2048 }]],
  ["a rule of the wrong type", "certificates.checkProfile", ["AA==", { emails: "jan@x.pl" }]],
  ["a rule that only a certificate has", "requests.checkProfile", ["PEM", { notCa: true }]],
  [
    "a pattern of a request, which nobody limits",
    "requests.checkProfile",
    ["PEM", { subjectPatterns: { O: "x" } }],
  ],
  [
    "a pattern that is too long",
    "certificates.checkProfile",
    ["AA==", { subjectPatterns: { O: "x".repeat(1_001) } }],
  ],
  [
    "too many patterns",
    "certificates.checkProfile",
    ["AA==", { subjectPatterns: Object.fromEntries(many(51).map((_, at) => [`1.2.${at}`, "x"])) }],
  ],
  ["too many mailboxes", "requests.checkProfile", ["PEM", { emails: many(101) }]],
  ["a request that is too long", "requests.checkProfile", ["x".repeat(200_001), {}]],
  [
    "a request that is too long beside a certificate",
    "certificates.record",
    [{ der: "AA==", chain: [], request: "x".repeat(200_001) }],
  ],
  [
    "a key of a recorded certificate",
    "certificates.record",
    [{ der: "", chain: [], request: "", keyId: "" }],
  ],
  ["XML in too many pieces", "http.request", [{ ...http, xml: many(1_001) }]],
  ["XML that is no list", "http.request", [{ ...http, xml: "<a/>" }]],
  ["XML with something that is no text", "http.request", [{ ...http, xml: ["<a>", 1] }]],
];

describe("The arguments of a plugin's calls", () => {
  const validator = new CallValidator();

  for (const [title, method, args] of taken) {
    it(`may be ${title}`, () => assert.equal(validator.accepts(method, args), true));
  }
  for (const [title, method, args] of refused) {
    it(`may not be ${title}`, () => assert.equal(validator.accepts(method, args), false));
  }
});
