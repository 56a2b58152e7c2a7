import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { writeFileSync } from "node:fs";
import { requireTool, runProcess, temporaryHome } from "../../../harness/index.js";
import { openssl } from "../../testing/openssl.js";
import { fromPem } from "../../pki/pem.js";
import {
  friday,
  issueToken,
  orderFor,
  sendDocuments,
  Signer,
  type TestToken,
} from "../../testing/digisign-visits.js";
import {
  startDigisignSimulator,
  type CertificateVariant,
  type DigisignSimulator,
} from "../index.js";

describe("What DigiSign hands out as certificate", () => {
  let simulator: DigisignSimulator;
  let token: TestToken;
  let number: string;
  let signer: Signer;

  before(async function () {
    requireTool(this, "openssl", "version");
    simulator = await startDigisignSimulator({ now: friday });
    token = await issueToken(simulator);
    number = await orderFor(simulator, token, { issuingDate: "2026-11-20" });
    signer = new Signer(simulator, number, token.serial);
    await sendDocuments(simulator, number, token);
    simulator.payments.receive(number);
    await simulator.review.approve(number);
  });
  after(() => simulator.close());

  const file = async (variant: CertificateVariant): Promise<string> => {
    simulator.certificates.handOut(number, variant);
    return (await signer.get("/certificate")).body.toString("utf8");
  };
  const leaf = async (variant: CertificateVariant): Promise<X509Certificate> =>
    new X509Certificate(fromPem(await file(variant), ["CERTIFICATE"])[0] ?? "");
  const issuing = (): X509Certificate => new X509Certificate(simulator.roots.issuing);
  const old = (): X509Certificate => new X509Certificate(token.certificatePem);

  it("is a qualified certificate that OpenSSL accepts for signing mail", async () => {
    const pem = await file("valid");
    const args = ["-attime", String(friday.getTime() / 1000), "-purpose", "smimesign"];
    const { ca: root } = simulator.roots;
    const text = await openssl(
      { pem, root },
      ...["x509", "-in", "{pem}", "-noout", "-text", "-out", "{out}"],
    );
    assert.match(text.toString(), /Key Usage: critical\s+Digital Signature, Non Repudiation\n/);
    assert.match(text.toString(), /TLS Web Client Authentication, E-mail Protection/);
    assert.match(text.toString(), /qcStatements|Qualified/i);
    await using home = await temporaryHome("chain");
    writeFileSync(home.file("chain"), pem);
    writeFileSync(home.file("root"), root);
    const chain = ["-CAfile", home.file("root"), "-untrusted", home.file("chain")];
    const { stdout } = await runProcess(
      "openssl",
      ["verify", ...args, ...chain, home.file("chain")],
      { env: { PATH: process.env["PATH"] } },
    );
    assert.match(stdout, /: OK/);
  });

  it("can be for another key", async () => {
    const certificate = await leaf("other-key");
    assert.equal(certificate.subject, old().subject);
    assert.equal(certificate.publicKey.equals(old().publicKey), false);
    assert.ok(certificate.verify(issuing().publicKey));
  });

  it("can be of another holder", async () => {
    const certificate = await leaf("other-subject");
    assert.match(certificate.subject, /Alt Titular/);
    assert.ok(certificate.publicKey.equals(old().publicKey));
    assert.ok(certificate.verify(issuing().publicKey));
  });

  it("can have expired", async () => {
    const certificate = await leaf("expired");
    assert.ok(certificate.validToDate < friday);
    assert.ok(certificate.verify(issuing().publicKey));
  });

  it("can be of another authority, or of one that only has the name", async () => {
    const foreign = await leaf("foreign-issuer");
    assert.doesNotMatch(foreign.issuer, /DIGISIGN/);
    const impostor = await leaf("impostor-issuer");
    assert.equal(impostor.issuer, issuing().subject);
    assert.equal(impostor.verify(issuing().publicKey), false);
  });

  it("can be no certificate, or nothing", async () => {
    assert.doesNotMatch(await file("garbage"), /BEGIN/);
    assert.equal(await file("empty"), "");
  });

  it("is mailed in the same way, again and in other forms", async () => {
    const [attachment] = (await simulator.certificates.mail(number, "empty")).attachments;
    assert.deepEqual([attachment?.name, attachment?.content.length], [`${number}.cer`, 0]);
  });

  it("counts as one issued certificate, whatever was handed out", () => {
    assert.equal(simulator.world.counters.get("certificates.issued"), 1);
  });
});
