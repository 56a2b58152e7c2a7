import assert from "node:assert/strict";
import { webcrypto } from "node:crypto";
import { PerennialError } from "@perennial/api";
import type { ProfileRules } from "@perennial/api";
import {
  ExtendedKeyUsageExtension,
  Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
} from "@peculiar/x509";
import { Constructed, ObjectIdentifier, Sequence, Utf8String } from "asn1js";
import type { BaseBlock } from "asn1js";
import { caExtensions, issue, now, rsaKeys } from "../test-support/test-authority.js";
import type { IssueOptions } from "../test-support/test-authority.js";
import { checkProfile } from "./check-profile.js";

const usages = (flags: number) => new KeyUsagesExtension(flags, true);
const purposes = (...oids: string[]) => new ExtendedKeyUsageExtension(oids);
const emailProtection = "1.3.6.1.5.5.7.3.4";
const clientAuth = "1.3.6.1.5.5.7.3.2";

const curve = (namedCurve: string) =>
  webcrypto.subtle.generateKey({ name: "ECDSA", namedCurve }, true, ["sign", "verify"]);
const identified = "CN=Firma, O=Firma, 2.5.4.97=NTRPL-0000012345";
const mailboxes = (...emails: readonly string[]) =>
  new SubjectAlternativeNameExtension(emails.map((value) => ({ type: "email", value })));
const tagged = (...value: readonly BaseBlock[]) =>
  new Constructed({ idBlock: { tagClass: 3, tagNumber: 0 }, value: [...value] });
/** An otherName, id-on-SmtpUTF8Mailbox of RFC 9598. */
const utf8Mailbox = (mailbox: string) => {
  const oid = new ObjectIdentifier({ value: "1.3.6.1.5.5.7.8.9" });
  const name = tagged(oid, tagged(new Utf8String({ value: mailbox })));
  return new Extension("2.5.29.17", false, new Sequence({ value: [name] }).toBER());
};

type Row = readonly [
  string,
  IssueOptions | (() => Promise<IssueOptions>),
  ProfileRules,
  readonly string[],
];

const rows: readonly Row[] = [
  [
    "RSA below the minimum",
    async () => ({ keys: await rsaKeys(2048) }),
    { minRsaBits: 3072 },
    ["key.rsa-too-short"],
  ],
  ["RSA at the minimum", async () => ({ keys: await rsaKeys(2048) }), { minRsaBits: 2048 }, []],
  ["an EC key where only RSA has a minimum", {}, { minRsaBits: 4096 }, []],
  ["another curve", {}, { curves: ["ec-p384"] }, ["key.curve"]],
  ["the right curve", {}, { curves: ["ec-p256", "ec-p384"] }, []],
  [
    "RSA where only curves are named",
    async () => ({ keys: await rsaKeys(2048) }),
    { curves: ["ec-p256"] },
    [],
  ],
  [
    "a validity that is too long",
    { from: 0, to: 366 },
    { maxValidityDays: 365 },
    ["validity.too-long"],
  ],
  ["a validity of just as many days", { from: 0, to: 365 }, { maxValidityDays: 365 }, []],
  [
    "missing key usages",
    { extensions: [usages(KeyUsageFlags.keyEncipherment)] },
    { keyUsage: ["digitalSignature", "nonRepudiation", "keyEncipherment"] },
    ["key-usage.digital-signature", "key-usage.non-repudiation"],
  ],
  [
    "key usages by their other names",
    { extensions: [usages(KeyUsageFlags.nonRepudiation | KeyUsageFlags.decipherOnly)] },
    { keyUsage: ["contentCommitment", "decipher-only"] },
    [],
  ],
  ["a usage that does not exist", {}, { keyUsage: ["flying"] }, ["key-usage.flying"]],
  [
    "a missing purpose",
    { extensions: [purposes(clientAuth)] },
    { extendedKeyUsage: ["emailProtection", clientAuth] },
    ["extended-key-usage.email-protection"],
  ],
  [
    "a forbidden purpose",
    { extensions: [purposes(emailProtection)] },
    { forbiddenExtendedKeyUsage: ["email-protection", "serverAuth"] },
    ["forbidden-extended-key-usage.email-protection"],
  ],
  ["an authority", { extensions: caExtensions() }, { notCa: true }, ["basic-constraints.ca"]],
  ["no authority", {}, { notCa: true }, []],
  [
    "another organization, and no country",
    { subject: "CN=Zoë, O=Other" },
    { subject: { CN: "Zoë", O: "Example", C: "LU" } },
    ["subject.O", "subject.C"],
  ],
  [
    "an e-mail by its short name",
    { subject: "CN=Zoë, E=zoe@example.lu" },
    { subject: { E: "zoe@example.lu" } },
    [],
  ],
  [
    "a signature over SHA-1",
    async () => ({ keys: await rsaKeys(2048, "SHA-1"), hash: "SHA-1" }),
    { notWeakSignature: true },
    ["signature.weak"],
  ],
  [
    "RSA with a length that is no multiple of 8",
    async () => ({ keys: await rsaKeys(2052) }),
    { minRsaBits: 2048, rsaBitsDivisibleBy8: true },
    ["key.rsa-length"],
  ],
  [
    "RSA with 2056 bits",
    async () => ({ keys: await rsaKeys(2056) }),
    { minRsaBits: 2048, rsaBitsDivisibleBy8: true },
    [],
  ],
  [
    "P-521 where it may be",
    async () => ({ keys: await curve("P-521") }),
    { curves: ["ec-p521"] },
    [],
  ],
  [
    "P-521 where it may not be",
    async () => ({ keys: await curve("P-521") }),
    { curves: ["ec-p256", "ec-p384"] },
    ["key.curve"],
  ],
  [
    "attributes that are missing",
    { subject: "CN=Firma" },
    { subjectHas: ["CN", "O", "organizationIdentifier"] },
    ["subject-missing.O", "subject-missing.organizationIdentifier"],
  ],
  [
    "attributes by any of their names",
    { subject: `${identified}, ST=Pomorskie, E=jan@example.pl` },
    { subjectHas: ["organizationName", "2.5.4.97", "SP", "emailAddress"] },
    [],
  ],
  [
    "an identifier that does not fit as a whole",
    { subject: identified },
    { subjectPatterns: { organizationIdentifier: "NTRPL-[0-9]{5}" } },
    ["subject-pattern.organizationIdentifier"],
  ],
  [
    "an identifier that fits, and an attribute that is not there",
    { subject: identified },
    { subjectPatterns: { "2.5.4.97": "NTRPL-[0-9]{10}|VATPL-[0-9]{10}", L: "x" } },
    [],
  ],
  [
    "a value that is longer than a pattern is tried on",
    { subject: `CN=${"x".repeat(1_001)}` },
    { subjectPatterns: { CN: "x*" } },
    ["subject-pattern.CN"],
  ],
  [
    "a common name that is neither organization nor mailbox",
    { subject: "CN=Jan Nowak" },
    { commonNameOneOf: ["Firma", "jan@example.pl"] },
    ["subject.common-name"],
  ],
  [
    "a mailbox as common name, the domain in another case",
    { subject: "CN=jan@Example.PL" },
    { commonNameOneOf: ["Firma", "jan@example.pl"] },
    [],
  ],
  [
    "a mailbox as common name, the person in another case",
    { subject: "CN=Jan@example.pl" },
    { commonNameOneOf: ["jan@example.pl"] },
    ["subject.common-name"],
  ],
  ["no common name at all", { subject: "O=Firma" }, { commonNameOneOf: ["Firma"] }, []],
  [
    "two common names, one of them another's",
    { subject: "CN=Firma, CN=Jan Nowak" },
    { commonNameOneOf: ["Firma"] },
    ["subject.common-name"],
  ],
  [
    "mailboxes of the subject that are not in the alternative name",
    { subject: "CN=ewa@example.pl, E=jan@example.pl", extensions: [mailboxes("x@example.pl")] },
    { mailboxesInSan: true },
    ["san.mailbox-missing", "san.mailbox-missing"],
  ],
  [
    "a mailbox without an alternative name",
    { subject: "E=jan@example.pl" },
    { mailboxesInSan: true },
    ["san.mailbox-missing"],
  ],
  [
    "mailboxes of the subject that are in the alternative name",
    {
      subject: "CN=Jan Nowak, E=jan@example.pl",
      extensions: [mailboxes("other@example.pl", "jan@EXAMPLE.pl")],
    },
    { mailboxesInSan: true },
    [],
  ],
  [
    "one mailbox too many",
    { extensions: [mailboxes("jan@example.pl", "ewa@example.pl")] },
    { emails: ["jan@example.pl"] },
    ["san.mailboxes"],
  ],
  ["a mailbox too few", {}, { emails: ["jan@example.pl"] }, ["san.mailboxes"]],
  [
    "just the mailbox",
    { extensions: [mailboxes("jan@example.pl")] },
    { emails: ["jan@example.pl"] },
    [],
  ],
  [
    "a mailbox in Unicode, its domain written in another way (RFC 9598)",
    { subject: "CN=żan@xn--przykad-rjb.pl", extensions: [utf8Mailbox("żan@przykład.pl")] },
    { mailboxesInSan: true, emails: ["żan@przykład.pl"] },
    [],
  ],
  [
    "a mailbox in Unicode of somebody else",
    { extensions: [utf8Mailbox("żan@przykład.pl")] },
    { emails: ["zan@przykład.pl"] },
    ["san.mailboxes"],
  ],
  [
    "an alternative name that cannot be read",
    {
      extensions: [new Extension("2.5.29.17", false, Uint8Array.of(0x30, 0x05, 0x81, 0x01, 0x61))],
    },
    { emails: ["jan@example.pl"] },
    ["san.mailboxes"],
  ],
  ["no rules", { extensions: caExtensions() }, {}, []],
];

describe("Profile rules", function () {
  this.timeout(120_000);

  for (const [title, options, rules, expected] of rows) {
    it(`${expected.length === 0 ? "pass" : "name"} ${title}`, async () => {
      const made = typeof options === "function" ? await options() : options;
      const { der } = await issue("Zoë", made);
      const findings = await checkProfile(der, rules);
      assert.deepEqual(
        findings.map(({ rule }) => rule),
        expected,
      );
    });
  }

  it("report every broken rule at once, with what was found", async () => {
    const { der } = await issue("Zoë", { extensions: caExtensions() });
    const findings = await checkProfile(der, {
      curves: ["ec-p384"],
      notCa: true,
      maxValidityDays: 1,
    });
    assert.deepEqual(findings, [
      { rule: "key.curve", params: { curve: "ec-prime256v1" } },
      { rule: "validity.too-long", params: { days: 395, max: 1 } },
      { rule: "basic-constraints.ca", params: {} },
    ]);
  });

  it("say what was found and what was expected", async () => {
    const { der } = await issue("Jan", {
      subject: "CN=Jan Nowak, E=jan@example.pl, O=Firma",
      extensions: [mailboxes("ewa@example.pl")],
    });
    const findings = await checkProfile(der, {
      subjectHas: ["organizationIdentifier"],
      subjectPatterns: { O: "[A-Z]+" },
      commonNameOneOf: ["Firma", "jan@example.pl"],
      mailboxesInSan: true,
      emails: ["jan@example.pl"],
    });
    assert.deepEqual(findings, [
      {
        rule: "subject-missing.organizationIdentifier",
        params: { attribute: "organizationIdentifier" },
      },
      { rule: "subject-pattern.O", params: { attribute: "O", pattern: "[A-Z]+", found: "Firma" } },
      {
        rule: "subject.common-name",
        params: { found: "Jan Nowak", expected: "Firma, jan@example.pl" },
      },
      {
        rule: "san.mailbox-missing",
        params: { mailbox: "jan@example.pl", found: "ewa@example.pl" },
      },
      {
        rule: "san.mailboxes",
        params: { expected: "jan@example.pl", found: "ewa@example.pl" },
      },
    ]);
  });

  it("tell of a certificate with a thousand mailboxes no more than a person can read", async () => {
    const count = (from: string, most: number) =>
      Array.from({ length: most }, (_, index) => `${from}${String(index)}@example.pl`);
    const subject = count("e", 900).map((mailbox) => `E=${mailbox}`);
    const { der } = await issue("Jan", {
      subject: ["CN=Jan", ...subject].join(", "),
      extensions: [mailboxes(...count("s", 1_500))],
    });
    const findings = await checkProfile(der, {
      subjectPatterns: { E: "[0-9]+" },
      mailboxesInSan: true,
      emails: ["jan@example.pl"],
    });
    const rules = findings.map(({ rule }) => rule);
    assert.deepEqual(
      [...new Set(rules)],
      ["subject-pattern.E", "san.mailbox-missing", "san.mailboxes"],
    );
    assert.ok(JSON.stringify(findings).length < 10_000);
  });

  for (const [pattern, problem] of [
    ["(", "syntax"],
    ["x)|(?:.*", "syntax"],
    ["[A-Z]+", "slow"],
  ] as const) {
    it(`do not take a pattern that cannot be used for one that fits: ${pattern} (${problem})`, async () => {
      const { der } = await issue("Zoë");
      const rules = { subjectPatterns: { CN: pattern } };
      const checked = checkProfile(der, rules, { matches: () => undefined });
      await assert.rejects(
        checked,
        (error) =>
          PerennialError.is(error, "certificates.bad-pattern") &&
          error.params["problem"] === problem,
      );
    });
  }

  it("judge the validity when they are given the time", async () => {
    const { der } = await issue("Zoë", { from: -1, to: 1 });
    const rules = async (days: number) =>
      (await checkProfile(der, {}, { at: new Date(now.getTime() + days * 86_400_000) })).map(
        ({ rule }) => rule,
      );
    assert.deepEqual(await rules(-2), ["validity.not-yet-valid"]);
    assert.deepEqual(await rules(0), []);
    assert.deepEqual(await rules(2), ["validity.expired"]);
  });
});
