import assert from "node:assert/strict";
import { createPrivateKey } from "node:crypto";
import { describeWithOpenssl, openssl, tryOpenssl, withFiles } from "../test-support/openssl.js";
import { caExtensions, issue, rsaKeys } from "../test-support/test-authority.js";
import type { Issued } from "../test-support/test-authority.js";
import { readCertificates } from "../certificates/read-certificates.js";
import { exportPkcs12 } from "./export-pkcs12.js";

const password = "pässwört € with words";

function pack(issued: Issued, chain: readonly Issued[] = []): Promise<Uint8Array> {
  return exportPkcs12({
    privateKey: issued.privateKey,
    certificate: issued.der,
    chain: chain.map(({ der }) => der),
    friendlyName: "Zoë’s key",
    password,
  });
}

describeWithOpenssl("PKCS#12 files, read by OpenSSL", function () {
  // Each reading takes as many iterations as a thief would need for a guess.
  this.timeout(120_000);

  it("give back the key, the certificate, the chain and the name, with RSA and with EC", async () => {
    const root = await issue("Root", { extensions: caExtensions() });
    const rsa = { keys: await rsaKeys(2048) };
    for (const issued of [
      await issue("ec", { issuer: root }),
      await issue("rsa", { issuer: root, ...rsa }),
    ]) {
      await withFiles({ "key.p12": await pack(issued, [root]) }, (path) => {
        const read = (...options: readonly string[]) =>
          openssl(["pkcs12", "-in", path("key.p12"), "-passin", `pass:${password}`, ...options]);
        const key = createPrivateKey(read("-nocerts", "-nodes"));
        assert.ok(key.equals(issued.privateKey));
        const certificates = readCertificates(read("-nokeys")).certificates;
        assert.deepEqual(
          certificates.map(({ subject }) => subject),
          [issued.name, "CN=Root"],
        );
        const own = readCertificates(read("-nokeys", "-clcerts")).certificates;
        assert.deepEqual(
          own.map(({ subject }) => subject),
          [issued.name],
        );
        // OpenSSL prints a BMPString with the octets of its UTF-8 form escaped.
        assert.match(read("-nocerts", "-nodes").toString("utf8"), /friendlyName: Zo.*s key/);
      });
    }
  });

  it("are encrypted with AES-256 under PBKDF2 with SHA-256, and the MAC is over SHA-256", async () => {
    await withFiles({ "key.p12": await pack(await issue("ec")) }, (path) => {
      const args = ["pkcs12", "-in", path("key.p12"), "-passin", `pass:${password}`];
      const { text } = tryOpenssl([...args, "-info", "-noout"]);
      const protection = "PBES2, PBKDF2, AES-256-CBC, Iteration 600000, PRF hmacWithSHA256";
      assert.ok(text.includes(`Shrouded Keybag: ${protection}`), text);
      assert.ok(text.includes(`Encrypted data: ${protection}`), text);
      assert.match(text, /MAC: sha256, Iteration 100000/);
    });
  });

  it("do not open with another password", async () => {
    await withFiles({ "key.p12": await pack(await issue("ec")) }, (path) => {
      const args = ["pkcs12", "-in", path("key.p12"), "-passin", "pass:wrong", "-noout"];
      assert.equal(tryOpenssl(args).ok, false);
    });
  });
});

describe("PKCS#12 export", () => {
  it("needs a password", async () => {
    const { privateKey, der } = await issue("ec");
    const content = { privateKey, certificate: der, chain: [], friendlyName: "x", password: "" };
    await assert.rejects(exportPkcs12(content), { code: "pkcs12.password-missing" });
  });

  it("refuses a certificate of another key", async () => {
    const [one, two] = [await issue("one"), await issue("two")];
    await assert.rejects(pack({ ...one, privateKey: two.privateKey }), {
      code: "certificates.key-mismatch",
    });
  });
});
