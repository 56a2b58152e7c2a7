import assert from "node:assert/strict";
import type { ProfileRules } from "@perennial/api";
import { ExtendedKeyUsageExtension, KeyUsageFlags, KeyUsagesExtension } from "@peculiar/x509";
import { caExtensions, issue, now, rsaKeys } from "../test-support/test-authority.js";
import type { IssueOptions } from "../test-support/test-authority.js";
import { checkProfile } from "./check-profile.js";

const usages = (flags: number) => new KeyUsagesExtension(flags, true);
const purposes = (...oids: string[]) => new ExtendedKeyUsageExtension(oids);
const emailProtection = "1.3.6.1.5.5.7.3.4";
const clientAuth = "1.3.6.1.5.5.7.3.2";

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
