import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { requireTool, runProcess, skipBecause } from "../harness/index.js";
import { requireRig } from "../rigs/index.js";
import { cardLabel, cardPin, CertumOffice, mailbox, organization } from "./certum-office.js";
import { CertumPerson } from "./certum-person.js";
import { openssl } from "./openssl.js";
import type { ShownRenewal } from "./renewal-json.js";
import { encryptAndRead, signAndVerify, verifyForMail, type SmimeIdentity } from "./smime.js";

/** What the certificate of a finished renewal is used with, its key apart. */
function identityOf(office: CertumOffice, { outputs }: ShownRenewal): Omit<SmimeIdentity, "key"> {
  const { pem, issuers } = outputs["save-certificate"] as unknown as {
    readonly pem: string;
    readonly issuers: string;
  };
  return {
    ...{ certificate: pem, issuers, root: office.roots.ca, folder: office.folder.path },
    at: Math.floor(office.time / 1000),
  };
}

const password = "a password only for this test";

for (const algorithm of ["rsa-2048", "ec-p521"]) {
  describe(`Mail with a certificate of Certum’s, the key (${algorithm}) exported from Perennial`, function () {
    this.timeout(180_000);
    this.slow(30_000);
    let office: CertumOffice;
    let identity: SmimeIdentity;
    let pfx: string;
    let exported: string;

    before(async function () {
      requireTool(this, "openssl", "version");
      office = await CertumOffice.open({ values: { algorithm } });
      await new CertumPerson(office).go();
      const shown = await office.shown();
      const { id = "" } = shown.outputs["generate-key-pair"] as { id?: string };
      pfx = office.folder.file("anna.p12");
      const secret = await office.give("password", `${password}\n`);
      const args = ["keys", "export", id, "--out", pfx, "--password-file", secret, "--yes"];
      const { code, stdout, stderr } = await office.cli(args);
      assert.equal(code, 0, stdout + stderr);
      exported = stdout;
      const key = await office.give("key.pem", "");
      const from = ["-in", pfx, "-passin", `file:${secret}`];
      openssl("pkcs12", ...from, "-nocerts", "-nodes", "-out", key);
      identity = { ...identityOf(office, shown), key: ["-inkey", key] };
    });
    after(() => office?.[Symbol.asyncDispose]());

    it("openssl reads the PFX: the certificate, its issuers, and the key under a password", () => {
      const from = ["-in", pfx, "-passin", `pass:${password}`];
      const listed = openssl("pkcs12", ...from, "-nokeys", "-info");
      assert.equal(listed.match(/BEGIN CERTIFICATE/g)?.length, 3);
      assert.ok(listed.includes(mailbox), listed);
      assert.throws(() => openssl("pkcs12", "-in", pfx, "-passin", "pass:wrong", "-nokeys"));
      assert.match(exported, /anna\.p12/);
    });

    it("the certificate is good for signing and for receiving mail", () => {
      verifyForMail(identity);
    });

    it("openssl cms signs a mail, which verifies against the root with -purpose smimesign", () => {
      signAndVerify(identity);
    });

    it("openssl cms encrypts a mail, which the key opens", () => {
      encryptAndRead(identity);
    });

    it("openssl smime signs a mail as well", () => {
      signAndVerify(identity, "smime");
    });

    if (algorithm.startsWith("rsa")) {
      it("openssl smime encrypts and opens a mail as well", () => {
        encryptAndRead(identity, "smime");
      });
    }
  });
}

describe("Mail with a certificate of Certum’s, the key on a card", function () {
  this.timeout(180_000);
  this.slow(30_000);
  let office: CertumOffice;
  let identity: SmimeIdentity;
  let environment: Readonly<Record<string, string | undefined>>;
  let id: string;

  before(async function () {
    requireRig(this, CertumOffice.missing() ?? CertumOffice.cardMissing());
    const engine = await runProcess("openssl", ["engine", "pkcs11"], { env: process.env });
    if (engine.code !== 0) {
      if (process.env["CI"] === "true") throw new Error("libengine-pkcs11-openssl is missing");
      skipBecause(this, "no libengine-pkcs11-openssl");
    }
    office = await CertumOffice.open({ card: true, values: { keyMethod: "card" } });
    const person = new CertumPerson(office);
    person.method = "card";
    await person.go();
    const shown = await office.shown();
    ({ id = "" } = shown.outputs["generate-key-pair"] as { id?: string });
    const { modulePath } = office.hsm;
    environment = { ...office.hsm.environment, PKCS11_MODULE_PATH: modulePath };
    const uri = `pkcs11:token=${encodeURIComponent(cardLabel)};id=%${id.match(/../g)?.join("%")};type=private;pin-value=${cardPin}`;
    const key = ["-engine", "pkcs11", "-keyform", "engine", "-inkey", uri];
    identity = { ...identityOf(office, shown), key, environment };
  });
  after(() => office?.[Symbol.asyncDispose]());

  it("the certificate that another program reads on the card is the one that was saved", async () => {
    const file = office.folder.file("from-card.pem");
    await writeFile(file, (await office.program.certificate(id)).toString());
    assert.ok(new X509Certificate(openssl("x509", "-in", file)).subject.includes(organization));
    verifyForMail({ ...identity, certificate: file });
  });

  it("openssl signs a mail through its pkcs11 engine, and it verifies against the root", () => {
    signAndVerify(identity);
  });

  it("openssl opens a mail that was encrypted for the certificate, with the key on the card", () => {
    encryptAndRead(identity);
  });
});
