import "reflect-metadata";
import * as x509 from "@peculiar/x509";
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { runProcess } from "../harness/index.js";
import { attributes } from "./cryptoki.js";
import { Pkcs11Probe } from "./pkcs11-probe.js";
import { requireRig } from "./require-rig.js";
import { SoftHsm } from "./soft-hsm.js";

describe("the SoftHSM rig", function () {
  before(function () {
    requireRig(this, SoftHsm.missing() ?? Pkcs11Probe.missing());
  });

  const wanted = ["VALUE", "ID", "LABEL", "SUBJECT", "SERIAL_NUMBER", "CHECK_VALUE"] as const;

  /** The attributes of each certificate on the first token, in hexadecimal. */
  async function certificatesOn(hsm: SoftHsm): Promise<readonly (readonly string[])[]> {
    await using probe = await Pkcs11Probe.open(hsm.modulePath, hsm.environment);
    const session = await probe.session(hsm.token().label);
    await probe.call("C_FindObjectsInit", session, [{ type: attributes.CLASS, value: 1 }]);
    const found = await probe.call<readonly Buffer[]>("C_FindObjects", session, 2000);
    return await Promise.all(
      found.map(async (object) => {
        const template = wanted.map((name) => ({ type: attributes[name] }));
        const read = await probe.call<readonly { readonly value: Uint8Array }[]>(
          "C_GetAttributeValue",
          session,
          object,
          template,
        );
        return read.map(({ value }) => Buffer.from(value).toString("hex"));
      }),
    );
  }

  it("has the tokens it was asked for and no others, with their PINs", async () => {
    await using hsm = await SoftHsm.open({
      tokens: [{ label: "First" }, { label: "Second token", userPin: "0000 1111" }],
    });
    const options = { env: { ...process.env, ...hsm.environment } };
    const { stdout } = await runProcess("softhsm2-util", ["--show-slots"], options);
    const labels = [...stdout.matchAll(/Label: +(\S.*)/g)].map(([, label]) => label?.trimEnd());
    assert.deepEqual(labels.sort(), ["First", "Second token"]);

    await using probe = await Pkcs11Probe.open(hsm.modulePath, hsm.environment);
    await probe.session("Second token", "0000 1111");
    await assert.rejects(probe.session("First", "0000 1111"), /CKR_PIN_INCORRECT/);
  });

  it("writes 1,000 certificates that are read back as they were made", async () => {
    await using hsm = await SoftHsm.open();
    const certificates = await hsm.writeCertificates(1000);
    const expected = certificates.map(({ der, id, label }) => {
      const { subjectName, serialNumber } = new x509.X509Certificate(der);
      return [
        der.toString("hex"),
        id.toString("hex"),
        Buffer.from(label).toString("hex"),
        Buffer.from(subjectName.toArrayBuffer()).toString("hex"),
        `02${(serialNumber.length / 2).toString(16).padStart(2, "0")}${serialNumber}`,
        createHash("sha1").update(der).digest("hex").slice(0, 6),
      ];
    });
    assert.equal(new Set(expected.map(([der]) => der)).size, 1000);
    assert.deepEqual((await certificatesOn(hsm)).toSorted(), expected.toSorted());
  });

  it("puts the token directory back as it was", async () => {
    await using hsm = await SoftHsm.open();
    await hsm.writeCertificates(2);
    const snapshot = await hsm.snapshot();
    await hsm.writeCertificates(3);
    assert.equal((await certificatesOn(hsm)).length, 5);
    await snapshot.restore();
    assert.equal((await certificatesOn(hsm)).length, 2);
  });

  it("leaves nothing behind", async () => {
    const hsm = await SoftHsm.open();
    assert.ok(existsSync(hsm.tokenDirectory));
    await hsm[Symbol.asyncDispose]();
    assert.ok(!existsSync(hsm.home.path));
  });
});
