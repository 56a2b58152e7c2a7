import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createRequest } from "@perennial/pki";
import { removeHomes } from "../../test-support/stores.js";
import { issueCertificate } from "../testing/issue-certificate.js";
import { needsSoftHsm, openSoftHsm, ScriptedPins, softHsm, userPin } from "../testing/soft-hsm.js";

const label = "Perennial";
const count = 1_000;

describe("A token with a thousand certificates", function () {
  this.timeout(120_000);
  before(function () {
    needsSoftHsm(this);
  });
  after(removeHomes);

  it("is listed with all of them, each whole, and the one that counts is found by its key", async () => {
    const rig = softHsm(label);
    const writing = await openSoftHsm(rig);
    const keys = writing.keys({ label }, new ScriptedPins([userPin]));
    const id = await keys.newId();
    const key = await keys.generate({ id, algorithm: "ec-p256", label: "one" });
    const request = await createRequest({ subject: { commonName: "x" } }, await keys.signer(id));
    const certificate = issueCertificate(request.pem);
    await keys.importCertificate({ id, certificate, label: "one of many" });
    await keys.logout();
    writing.modules.end();
    copyCertificate(rig.home, count - 1);

    const services = await openSoftHsm(rig);
    try {
      const token = await services.modules.locate({ spkiHash: key.spkiHash });
      const { certificates, unreadable } = await services.modules.objects(token);
      assert.equal(certificates.length, count);
      assert.equal(unreadable, 0);
      const der = Buffer.from(certificate).toString("base64");
      assert.ok(certificates.every((one) => one.der === der && one.id === id));
      assert.equal(new X509Certificate(Buffer.from(der, "base64")).subject, "CN=x");
    } finally {
      services.modules.end();
    }
  });
});

/** SoftHSM's file of an object has its name in it nowhere: copies are further objects. */
function copyCertificate(home: string, copies: number): void {
  const tokens = join(home, "softhsm");
  const [name = ""] = readdirSync(tokens);
  const folder = join(tokens, name);
  mkdirSync(folder, { recursive: true });
  const file = readdirSync(folder).find(
    (one) => one.endsWith(".object") && readFileSync(join(folder, one)).includes("one of many"),
  );
  assert.ok(file !== undefined);
  const content = readFileSync(join(folder, file));
  for (let copy = 0; copy < copies; copy += 1) {
    const hex = copy.toString(16).padStart(12, "0");
    writeFileSync(join(folder, `00000000-0000-0000-0000-${hex}.object`), content, { mode: 0o600 });
    writeFileSync(join(folder, `00000000-0000-0000-0000-${hex}.lock`), "", { mode: 0o600 });
  }
  execFileSync("sync", [folder]);
}
