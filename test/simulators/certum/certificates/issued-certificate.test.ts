import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { requireTool } from "../../../harness/index.js";
import { exportPrivateKey } from "../../pki/key-algorithm.js";
import { toPem } from "../../pki/pem.js";
import {
  mailbox,
  number,
  readyToActivate,
  smimeRequest,
  startFriday,
  type PanelVisitor,
} from "../../testing/certum-visits.js";
import { openssl } from "../../testing/openssl.js";
import { certificateVariants, type CertificateVariant, type CertumSimulator } from "../index.js";

describe("A certificate of Certum's simulator", () => {
  let simulator: CertumSimulator;
  let visitor: PanelVisitor;

  before(function () {
    requireTool(this, "openssl", "version");
  });
  beforeEach(async () => {
    simulator = await startFriday();
    visitor = await readyToActivate(simulator);
  });
  afterEach(async () => {
    await simulator.close();
    assert.deepEqual(simulator.failures, []);
  });

  const fetched = async (path: string) =>
    (await visitor.get(`panel/${path}number=${encodeURIComponent(number)}`)).body;
  const issued = async (...request: Parameters<typeof smimeRequest>) => {
    const made = await smimeRequest(...request);
    await visitor.activate(made);
    await simulator.review.issue(number);
    return { ...made, pem: await fetched("certificate?") };
  };
  const text = async (pem: Uint8Array): Promise<string> =>
    (await openssl({ pem }, "x509", "-in", "{pem}", "-noout", "-text", "-out", "{out}")).toString();
  const verify = async (pem: Uint8Array, purpose: string): Promise<void> => {
    const issuers = await fetched("certificate/issuers?");
    const files = { pem, issuers, root: simulator.roots.ca, out: "" };
    const at = String(simulator.clock.now().getTime() / 1000);
    const between = issuers.length === 0 ? [] : ["-untrusted", "{issuers}"];
    const chain = ["-attime", at, "-CAfile", "{root}", ...between];
    await openssl(files, "verify", "-x509_strict", ...chain, "-purpose", purpose, "{pem}");
  };

  for (const algorithm of ["rsa-2048", "ec-p256", "ec-p384", "ec-p521"] as const)
    it(`is good for signing and encrypting to OpenSSL, with a key ${algorithm}`, async () => {
      const { pem, keys } = await issued(algorithm);
      await verify(pem, "smimesign");
      // With an EC key a message is encrypted by key agreement (RFC 5753), which OpenSSL does but
      // does not know as a purpose.
      if (algorithm === "rsa-2048") await verify(pem, "smimeencrypt");
      const key = toPem("PRIVATE KEY", await exportPrivateKey(keys.privateKey));
      const message = await openssl(
        { pem, key, mail: "Dzień dobry\n" },
        ...["cms", "-encrypt", "-binary", "-aes256", "-in", "{mail}", "-out", "{out}", "{pem}"],
      );
      const decrypt = ["cms", "-decrypt", "-in", "{message}", "-recip", "{pem}", "-inkey", "{key}"];
      const opened = await openssl({ pem, key, message }, ...decrypt, "-out", "{out}");
      assert.equal(opened.toString(), "Dzień dobry\n");
    });

  it("states organization, its identifier, name and mailbox, and what it is for", async () => {
    const { pem, spkiHash } = await issued("rsa-2048");
    const shown = await text(pem);
    assert.match(shown, /Subject:.*organizationIdentifier\s?=\s?NTRPL-0000123456/);
    assert.match(shown, /Subject:.*CN\s?=\s?Przyk.*emailAddress\s?=\s?biuro@przyklad\.example/);
    assert.match(shown, /email:biuro@przyklad\.example\n/);
    assert.match(shown, /Digital Signature, Non Repudiation, Key Encipherment\n/);
    assert.match(shown, /Extended Key Usage: *\n\s+E-mail Protection\n/);
    assert.match(shown, /Policy: 2\.23\.140\.1\.5\.2\.2/);
    assert.match(shown, /CA Issuers - URI:http:\/\/127\.0\.0\.1:\d+\/pki\/issuing\.cer/);
    const { validFromDate, validToDate } = new X509Certificate(pem);
    assert.equal((validToDate.getTime() - validFromDate.getTime()) / 86_400_000, 730);
    const { certificate } = await visitor.order();
    const [known] = simulator.world.authority.list();
    assert.equal(certificate?.serial, known?.serial);
    assert.equal(known?.spkiHash, spkiHash);
  });

  it("states what was chosen: the mailbox as its name, and no place", async () => {
    await visitor.activate(await smimeRequest(), {
      commonName: "mailbox",
      fields: "E, O, organizationIdentifier",
    });
    await simulator.review.issue(number);
    const shown = await text(await fetched("certificate?"));
    assert.match(shown, /Subject: O.*CN\s?=\s?biuro@przyklad\.example, emailAddress/);
    assert.doesNotMatch(shown, /Subject:.*(ST|L|C)\s?=/);
    assert.match(shown, /Digital Signature, Non Repudiation, Key Agreement\n/);
  });

  it("comes as PEM, as DER, and by mail to the verified address", async () => {
    const { pem } = await issued();
    const der = await fetched("certificate?encoding=der&");
    assert.deepEqual(new X509Certificate(pem).raw, der);
    const mail = simulator.mailbox.list().at(-1);
    assert.deepEqual(
      [mail?.to, mail?.subject],
      [mailbox, `Certum - certificate for ${number} has been issued`],
    );
    const { certificate } = await visitor.order();
    assert.deepEqual(
      mail?.attachments.map(({ name, content }) => [name, content]),
      [
        [`${certificate?.serial}.pem`, pem],
        [`${certificate?.serial}.cer`, der],
      ],
    );
    assert.equal((await visitor.order()).status, "Issued");
  });

  const wrong: Record<CertificateVariant, (shown: string, pem: Buffer) => Promise<void> | void> = {
    valid: (_shown, pem) => verify(pem, "smimesign"),
    "other-key": (_shown, pem) => {
      const [before, after] = simulator.world.authority.list();
      assert.notEqual(before?.spkiHash, after?.spkiHash);
      return verify(pem, "smimesign");
    },
    "no-organization-identifier": (shown) => assert.doesNotMatch(shown, /NTRPL/),
    "server-auth": (shown) => assert.match(shown, /E-mail Protection, TLS Web Server Auth/),
    "too-long": (_shown, pem) => {
      const { validFromDate, validToDate } = new X509Certificate(pem);
      assert.equal((validToDate.getTime() - validFromDate.getTime()) / 86_400_000, 826);
    },
    "no-mailbox": (shown) => assert.doesNotMatch(shown, /Subject Alternative Name/),
    "other-name": (shown) => assert.match(shown, /Subject:.*CN\s?=\s?Kto/),
    "no-issuers": async (_shown, pem) => {
      assert.equal((await fetched("certificate/issuers?")).length, 0);
      await assert.rejects(verify(pem, "smimesign"), /unable to get local issuer/);
    },
    old: (_shown, pem) => {
      const [before] = simulator.world.authority.list();
      assert.equal(new X509Certificate(pem).serialNumber.toLowerCase(), before?.serial);
      assert.equal(simulator.world.authority.list().length, 1);
    },
    "foreign-issuer": (shown) => assert.match(shown, /Issuer:.*Other Trust CA/),
  };
  for (const variant of certificateVariants)
    it(`can be handed out as "${variant}"`, async () => {
      await issued();
      await simulator.review.handOut(number, variant);
      const pem = await fetched("certificate?");
      await wrong[variant](await text(pem), pem);
      assert.equal(simulator.world.orders.get(number).certificate?.variant, variant);
    });

  it("is issued once, after a request, and an old one only if there was one", async () => {
    await assert.rejects(simulator.review.issue(number), { code: "order.not-in-review" });
    await assert.rejects(simulator.review.handOut(number), { code: "certificate.not-issued" });
    await visitor.activate(await smimeRequest());
    const none = { code: "certificate.none-before" };
    await assert.rejects(simulator.review.issue(number, "old"), none);
    await simulator.review.issue(number);
    await assert.rejects(simulator.review.issue(number), { code: "order.not-in-review" });
    assert.throws(() => simulator.review.rejectIssuing(number, ""), {
      code: "order.not-in-review",
    });
  });

  it("can be there from before, for a given key or in software", async () => {
    const notAfter = new Date("2026-12-20T09:00:00Z");
    const request = await smimeRequest("ec-p384");
    const given = await simulator.issueExisting({ notAfter, csr: request.pem });
    assert.deepEqual([given.spkiHash, given.privateKeyPem], [request.spkiHash, undefined]);
    const made = await simulator.issueExisting({ notAfter, algorithm: "ec-p256" });
    const key = await openssl(
      { key: made.privateKeyPem ?? "" },
      ...["pkey", "-in", "{key}", "-pubout", "-out", "{out}"],
    );
    const publicKey = new X509Certificate(made.certificatePem).publicKey;
    assert.equal(publicKey.export({ type: "spki", format: "pem" }), key.toString());
    await assert.rejects(simulator.issueExisting({ notAfter, publicKey: "none" }), {
      code: "input.wrong",
    });
    const late = { notAfter, notBefore: notAfter };
    await assert.rejects(simulator.issueExisting(late), { code: "input.wrong" });
  });

  it("is found by its serial however it is written, and can be revoked now or later", async () => {
    const { serial } = await simulator.issueExisting({ notAfter: new Date("2026-12-20") });
    const { authority } = simulator.world;
    const written = `00:${serial.toUpperCase().match(/../g)?.join(":")}`;
    assert.equal(authority.find(written)?.serial, serial);
    authority.revoke(serial, new Date("2026-11-20T10:00:00Z"));
    assert.equal(authority.isRevoked(written), false);
    await simulator.clock.advance(3600_000);
    assert.equal(authority.isRevoked(written), true);
    assert.equal(authority.find("00"), undefined);
  });
});
