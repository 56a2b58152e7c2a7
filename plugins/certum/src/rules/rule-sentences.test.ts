import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { refusalOf, ruleSentence } from "./rule-sentences.js";
import { certificateRules, requestRules } from "./smime-profile.js";

const languages = ["en", "fr", "pl"].map(
  (language) =>
    JSON.parse(
      readFileSync(new URL(`../../../l10n/${language}.json`, import.meta.url), "utf8"),
    ) as { readonly [key: string]: string },
);

/** As the host names them: one of each. */
const rules = [
  "key.rsa-too-short",
  "key.rsa-length",
  "key.curve",
  "validity.too-long",
  "validity.not-yet-valid",
  "validity.expired",
  "basic-constraints.ca",
  "signature.weak",
  "san.mailbox-missing",
  "san.mailboxes",
  "subject.common-name",
  "subject.O",
  "subject-missing.organizationIdentifier",
  "subject-pattern.organizationIdentifier",
  "extended-key-usage.email-protection",
  "forbidden-extended-key-usage.server-auth",
  "forbidden-extended-key-usage.any-extended-key-usage",
  "key-usage.digital-signature",
  "a.rule.nobody.knows",
];

describe("“Check the CSR before sending and the certificate on arrival, and name the rule that failed”", () => {
  for (const rule of rules) {
    it(`${rule} has a sentence in every language, which names it`, () => {
      const { key, args } = ruleSentence({ rule, params: { found: "" } });
      for (const texts of languages) assert.match(texts[key] ?? "", /\{rule\}/);
      assert.equal(args?.["rule"], rule);
    });
  }

  it("shows what is absent as a dash", () => {
    const sentence = ruleSentence({
      rule: "san.mailboxes",
      params: { found: "", expected: "a@b" },
    });
    assert.deepEqual(sentence.args, { found: "–", expected: "a@b", rule: "san.mailboxes" });
  });

  it("names all that were broken in one refusal, and refuses nothing that breaks none", () => {
    const two = ["key.curve", "subject.O"].map((rule) => ({ rule, params: {} }));
    const refusal = refusalOf("certum.certificate-refused", two);
    assert.equal(refusal?.params["count"], 2);
    assert.equal(refusalOf("certum.certificate-refused", []), undefined);
  });
});

describe("The rules of an organization-validated certificate", () => {
  const expected = { organization: "Przykład", mailbox: "anna@przyklad.example" };
  const asked = certificateRules(expected);

  it("“organizationName and organizationIdentifier present”", () => {
    assert.deepEqual(asked.subjectHas, ["O", "organizationIdentifier"]);
    assert.ok(asked.subjectPatterns?.["organizationIdentifier"]);
    assert.deepEqual(asked.subject, { O: "Przykład" });
  });

  it("holds Certum to the organizationIdentifier that its panel said", () => {
    const said = certificateRules({ ...expected, organizationIdentifier: "NTRPL-0000012345" });
    assert.equal(said.subject?.["organizationIdentifier"], "NTRPL-0000012345");
  });

  it("“CN only the organisation or the mailbox; every mailbox also in the SAN”", () => {
    assert.deepEqual(asked.commonNameOneOf, ["Przykład", "anna@przyklad.example"]);
    assert.equal(asked.mailboxesInSan, true);
    assert.deepEqual(asked.emails, ["anna@przyklad.example"]);
  });

  it("“RSA ≥ 2048 with bits divisible by 8, P-256/384/521; validity ≤ 825 days”", () => {
    assert.equal(asked.minRsaBits, 2048);
    assert.equal(asked.rsaBitsDivisibleBy8, true);
    assert.deepEqual(asked.curves, ["ec-p256", "ec-p384", "ec-p521"]);
    assert.equal(asked.maxValidityDays, 825);
  });

  it("“EKU emailProtection, never serverAuth or anyEKU”, and not an authority's", () => {
    assert.deepEqual(asked.extendedKeyUsage, ["emailProtection"]);
    assert.deepEqual(asked.forbiddenExtendedKeyUsage, ["serverAuth", "anyExtendedKeyUsage"]);
    assert.equal(asked.notCa, true);
    assert.equal(asked.notWeakSignature, true);
  });

  it("of a CSR: what it states is what was verified, and a mailbox in it is the verified one", () => {
    const values = { O: "Przykład", SP: "mazowieckie" };
    const none = requestRules(expected, values, { emails: [], isPartner: false });
    assert.deepEqual(none.subject, { O: "Przykład", ST: "mazowieckie" });
    assert.equal(none.emails, undefined);
    assert.equal(none.subjectHas, undefined);
    const some = requestRules(expected, values, { emails: ["x@y"], isPartner: true });
    assert.deepEqual(some.emails, ["anna@przyklad.example"]);
    assert.deepEqual(some.subjectHas, ["CN", "O", "C", "L", "E"]);
  });
});
