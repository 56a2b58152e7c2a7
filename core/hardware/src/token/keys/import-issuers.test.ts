import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash, X509Certificate } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createRequest } from "@perennial/pki";
import { newHome, removeHomes } from "../../test-support/stores.js";
import { issueCertificate } from "../testing/issue-certificate.js";
import {
  needsSoftHsm,
  openSoftHsm,
  ScriptedPins,
  softHsm,
  softHsmModule,
  userPin,
  type SoftHsm,
} from "../testing/soft-hsm.js";
import type { TokenServices } from "../open-tokens.js";

const label = "Card";

/** A root and an authority below it, DER. */
function authorities(): { readonly root: Uint8Array; readonly authority: Uint8Array } {
  const folder = newHome();
  const path = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => execFileSync("openssl", args, { stdio: "pipe" });
  const ec = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  const rootFiles = ["-keyout", path("root.key"), "-out", path("root.pem")];
  openssl("req", "-x509", ...ec, "-subj", "/CN=Test Root", "-days", "30", ...rootFiles);
  const files = ["-keyout", path("ca.key"), "-out", path("ca.req")];
  openssl("req", "-new", "-newkey", "rsa:2048", "-nodes", "-subj", "/O=Test/CN=Issuing", ...files);
  writeFileSync(path("ext"), "basicConstraints=critical,CA:true\nsubjectKeyIdentifier=hash\n");
  const by = ["-CA", path("root.pem"), "-CAkey", path("root.key"), "-CAcreateserial"];
  const made = ["-days", "20", "-extfile", path("ext"), "-outform", "DER"];
  return {
    root: openssl("x509", "-in", path("root.pem"), "-outform", "DER"),
    authority: openssl("x509", "-req", "-in", path("ca.req"), ...by, ...made),
  };
}

describe("Issuers' certificates on a token", function () {
  this.timeout(120_000);
  let rig: SoftHsm;
  let services: TokenServices;
  const { root, authority } = authorities();
  before(async function () {
    needsSoftHsm(this);
    rig = softHsm(label);
    services = await openSoftHsm(rig);
  });
  after(() => {
    services.modules.end();
    removeHomes();
  });

  const objects = async () => {
    const token = await services.modules.locate({ label });
    return (await services.modules.objects(token)).certificates;
  };
  const listed = () =>
    execFileSync(
      "pkcs11-tool",
      ["--module", softHsmModule, "--token-label", label, "--list-objects", "--type", "cert"],
      { env: rig.env, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] },
    );

  it("are written with the login of the certificate, roots are not, and each only once", async () => {
    const pins = new ScriptedPins([userPin]);
    const keys = services.keys({ label }, pins);
    const id = await keys.newId();
    await keys.generate({ id, algorithm: "ec-p256", label: "key" });
    const request = await createRequest({ subject: { commonName: "A" } }, await keys.signer(id));
    const certificate = issueCertificate(request.pem);
    await keys.importCertificate({ id, certificate, label: "own" });
    assert.deepEqual(await keys.importIssuers([authority, root]), { onToken: 1, leftOut: 0 });
    assert.deepEqual(await keys.importIssuers([authority]), { onToken: 1, leftOut: 0 });
    assert.deepEqual(await keys.importIssuers([root]), { onToken: 0, leftOut: 0 });
    assert.equal(pins.questions.length, 1);
    const held = await objects();
    assert.equal(held.length, 2);
    const written = held.find(({ label: name }) => name === "Issuing");
    assert.equal(written?.der, Buffer.from(authority).toString("base64"));
    const { publicKey } = new X509Certificate(authority);
    const bits = publicKey.export({ type: "pkcs1", format: "der" });
    assert.equal(written.id, createHash("sha1").update(bits).digest("hex"));
    await keys.logout();
  });

  it("are called an authority's, and trusted by nobody for that", () => {
    const text = listed();
    assert.match(text, /Issuing/u);
    assert.doesNotMatch(text, /trusted/iu);
  });

  it("are nothing that a PIN is asked for", async () => {
    services.modules.end();
    services = await openSoftHsm(softHsm(label));
    const pins = new ScriptedPins([]);
    await services.keys({ label }, pins).importIssuers([authority]);
    assert.equal(pins.questions.length, 0);
  });
});
