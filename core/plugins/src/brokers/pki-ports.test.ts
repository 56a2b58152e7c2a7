import "reflect-metadata";
import { X509CertificateGenerator } from "@peculiar/x509";
import type { ProfileRules } from "@perennial/api";
import assert from "node:assert/strict";
import { webcrypto } from "node:crypto";
import { matchesInOneCall } from "../manifest/compile-pattern.js";
import { PkiCertificates } from "./pki-ports.js";
import { BusinessClockPort } from "./ports.js";
import { TestWorld } from "./test-support.js";

const EC = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;

describe("Patterns of a plugin for a certificate's subject", function () {
  this.timeout(120_000);
  let world: TestWorld;
  let der: string;

  before(async () => {
    world = await TestWorld.open();
    const keys = (await webcrypto.subtle.generateKey(EC, true, [
      "sign",
      "verify",
    ])) as webcrypto.CryptoKeyPair;
    const certificate = await X509CertificateGenerator.createSelfSigned(
      {
        name: `CN=${"a".repeat(60)}!, 2.5.4.97=NTRPL-0000012345`,
        keys,
        signingAlgorithm: EC,
        notBefore: new Date("2026-01-01"),
        notAfter: new Date("2027-01-01"),
      },
      webcrypto as unknown as Crypto,
    );
    der = Buffer.from(certificate.rawData).toString("base64");
  });
  after(() => world.close());

  const check = (subjectPatterns: ProfileRules["subjectPatterns"]) => {
    const signers = { signer: () => assert.fail("nothing is signed") };
    const clock = world.container.resolve<BusinessClockPort>(BusinessClockPort);
    return new PkiCertificates(signers, clock).checkProfile(der, { subjectPatterns });
  };

  it("are tried on the whole value", async () => {
    assert.deepEqual(await check({ organizationIdentifier: "NTR[A-Z]{2}-[0-9]+" }), []);
    const [finding] = await check({ organizationIdentifier: "NTR[A-Z]{2}" });
    assert.equal(finding?.rule, "subject-pattern.organizationIdentifier");
  });

  it("do not hang the host when they would take for ever", async () => {
    await assert.rejects(check({ CN: "(a+)+" }), {
      code: "certificates.bad-pattern",
      params: { attribute: "CN", problem: "slow" },
    });
  });

  it("have one limit of time for all values of a call", () => {
    const matches = matchesInOneCall(2);
    const answers = Array.from({ length: 5_000 }, () => matches(/^a+$/u, "aaa"));
    assert.equal(answers[0], true);
    assert.equal(answers.at(-1), undefined);
  });

  it("are refused where they are none", async () => {
    await assert.rejects(check({ CN: "(" }), {
      code: "certificates.bad-pattern",
      params: { attribute: "CN", problem: "syntax" },
    });
  });
});
