import assert from "node:assert/strict";
import { createPublicKey, generateKeyPairSync, X509Certificate } from "node:crypto";
import { friday } from "../../testing/digisign-visits.js";
import { requestOf } from "../../testing/holder-request.js";
import { startDigisignSimulator, type DigisignSimulator } from "../index.js";

describe("The certificate that a token brings along", () => {
  let simulator: DigisignSimulator;
  const notAfter = new Date("2026-12-20T10:00:00Z");

  before(async () => {
    simulator = await startDigisignSimulator({ now: friday });
  });
  after(() => simulator.close());

  const issue = (
    request: Partial<Parameters<typeof simulator.certificates.issueExisting>[0]> = {},
  ) => simulator.certificates.issueExisting({ notAfter, ...request });

  it("is DIGISIGN's, ends when it was asked to, and has hash and serial number as the portal uses them", async () => {
    const { certificatePem, serial, sha256, privateKeyPem } = await issue();
    const certificate = new X509Certificate(certificatePem);
    assert.match(certificate.issuer, /DIGISIGN/);
    assert.deepEqual(certificate.validToDate, notAfter);
    assert.match(certificate.subject, /CN=Ana Ionescu/);
    assert.equal(serial, certificate.serialNumber.toLowerCase());
    assert.equal(sha256, certificate.fingerprint256.replaceAll(":", "").toLowerCase());
    assert.ok(createPublicKey(privateKeyPem ?? "").equals(certificate.publicKey));
  });

  it("can be for the key of a request, of a public key, or of a private key", async () => {
    const { pem, spkiHash } = await requestOf(undefined, "ec-p384");
    assert.equal((await issue({ csr: pem })).spkiHash, spkiHash);
    const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const [publicPem, privatePem] = [
      publicKey.export({ type: "spki", format: "pem" }),
      privateKey.export({ type: "pkcs8", format: "pem" }),
    ].map(String);
    const byPublic = await issue({ publicKey: publicPem ?? "" });
    assert.equal(byPublic.privateKeyPem, undefined);
    const byPrivate = await issue({ privateKey: privatePem ?? "" });
    assert.equal(byPublic.spkiHash, byPrivate.spkiHash);
    await assert.rejects(issue({ publicKey: "none" }), { code: "input.wrong", detail: "key" });
    await assert.rejects(issue({ privateKey: "none" }), { code: "input.wrong", detail: "key" });
    for (const subject of ["Ana", "Nickname=Ana"])
      await assert.rejects(issue({ subject }), { code: "input.wrong", detail: "subject" });
  });

  it("can have another holder, and takes the one that a request states", async () => {
    const { certificatePem } = await issue({ subject: "CN=Ion Popescu,C=RO" });
    assert.match(new X509Certificate(certificatePem).subject, /CN=Ion Popescu/);
    const { pem } = await requestOf(certificatePem);
    const again = await issue({ csr: pem });
    assert.match(new X509Certificate(again.certificatePem).subject, /CN=Ion Popescu/);
  });
});
