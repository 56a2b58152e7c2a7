import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { createPublicKey } from "node:crypto";
import {
  createRequest,
  hashFor,
  readCertificates,
  signCades,
  signCadesAttached,
  signPdf,
  signRaw,
} from "@perennial/pki";
import type { SignedBy } from "@perennial/pki";
import { skipWithout } from "../test-support/skip-without.js";
import { openStore, removeHomes } from "../test-support/stores.js";
import type { SoftwareKeyStore } from "./software-key-store.js";
import { withKey } from "../test-support/keys.js";

/** The key with a certificate of a root that OpenSSL makes, `ca.pem` in the home folder. */
async function certified(keys: SoftwareKeyStore, id: string, home: string): Promise<SignedBy> {
  const signer = await keys.signer(id);
  const request = await createRequest({ subject: { commonName: "Zoë" } }, signer);
  const at = (name: string) => join(home, name);
  writeFileSync(at("request.pem"), request.pem);
  const ca = ["-keyout", at("ca.key"), "-out", at("ca.pem"), "-nodes", "-subj", "/CN=Root"];
  execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", ...ca], { stdio: "pipe" });
  const signed = ["-CA", at("ca.pem"), "-CAkey", at("ca.key"), "-out", at("cert.pem")];
  const args = ["x509", "-req", "-in", at("request.pem"), "-set_serial", "7", ...signed];
  execFileSync("openssl", args, { stdio: "pipe" });
  const [certificate, root] = ["cert.pem", "ca.pem"].map((name) =>
    Buffer.from(readCertificates(readFileSync(at(name))).certificates[0]?.der ?? "", "base64"),
  ) as [Buffer, Buffer];
  return { signer, certificate, chain: [root], at: new Date() };
}

/** So many bytes in pieces of at most 1 MiB, each of which is told. */
async function* inPieces(
  size: number,
  tell: (size: number) => void = () => undefined,
): AsyncGenerator<Uint8Array> {
  const piece = Buffer.alloc(1024 * 1024, "0123456789abcdef");
  for (let at = 0; at < size; at += piece.length) {
    const part = piece.subarray(0, Math.min(piece.length, size - at));
    tell(part.length);
    yield part;
  }
}

/** The same bytes as a file. */
function writeBig(path: string, size: number): void {
  writeFileSync(path, Buffer.alloc(size, "0123456789abcdef"));
}

/** A PDF of one empty page. */
function smallPdf(): Uint8Array {
  const objects = [
    "<</Type/Catalog/Pages 2 0 R>>",
    "<</Type/Pages/Kids[3 0 R]/Count 1>>",
    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<>>>>",
  ];
  let text = "%PDF-1.7\n";
  const rows = objects.map((body, index) => {
    const row = `${String(text.length).padStart(10, "0")} 00000 n \n`;
    text += `${index + 1} 0 obj\n${body}\nendobj\n`;
    return row;
  });
  const table = `xref\n0 4\n0000000000 65535 f \n${rows.join("")}`;
  const trailer = `trailer\n<</Size 4/Root 1 0 R>>\nstartxref\n${text.length}\n%%EOF\n`;
  return Buffer.from(text + table + trailer, "latin1");
}

const nobody = () => Promise.resolve(null);

after(removeHomes);

describe("A key of the software key store", function () {
  this.timeout(120_000);

  for (const algorithm of ["rsa-2048", "ec-p256", "ec-p384", "ec-p521"] as const) {
    describe(`with a key of ${algorithm}`, () => {
      const big = 65 * 1024 * 1024;
      let home: string;
      let by: SignedBy;

      before(async function () {
        skipWithout(this, "openssl", "version");
        const made = await withKey(algorithm);
        home = made.home;
        by = await certified(made.keys, made.id, home);
      });

      it("signs a content larger than a key takes at once, as a stream that OpenSSL verifies", async () => {
        let largest = 0;
        const content = inPieces(big, (size) => (largest = Math.max(largest, size)));
        const signature = await signRaw(by.signer, content);
        assert.ok(largest > 0 && largest <= 1024 * 1024);
        writeBig(join(home, "big"), big);
        writeFileSync(join(home, "signature"), signature);
        const hash = `-${hashFor(algorithm)}`;
        const publicKey = join(home, "public.pem");
        const spki = { key: Buffer.from(by.signer.spki), format: "der", type: "spki" } as const;
        writeFileSync(publicKey, createPublicKey(spki).export({ type: "spki", format: "pem" }));
        const args = ["dgst", hash, "-verify", publicKey, "-signature", join(home, "signature")];
        const said = execFileSync("openssl", [...args, join(home, "big")], { stdio: "pipe" });
        assert.equal(said.toString().trim(), "Verified OK");
      });

      it("makes CAdES signatures of big files, detached and attached, that OpenSSL verifies", async () => {
        writeBig(join(home, "big"), big);
        const verified = (...args: readonly string[]) =>
          execFileSync(
            "openssl",
            ["cms", "-verify", "-cades", "-binary", "-inform", "DER", "-out", "/dev/null"].concat([
              "-purpose",
              "any",
              "-CAfile",
              join(home, "ca.pem"),
              ...args,
            ]),
            { stdio: "pipe" },
          );
        const detached = await signCades(by, inPieces(big));
        writeFileSync(join(home, "detached"), detached);
        verified("-in", join(home, "detached"), "-content", join(home, "big"));
        const file = openSync(join(home, "attached"), "w");
        for await (const piece of signCadesAttached(by, () => inPieces(big))) {
          writeSync(file, piece);
        }
        closeSync(file);
        verified("-in", join(home, "attached"));
      });

      it("signs a PDF, which pdfsig verifies", async function () {
        skipWithout(this, "pdfsig", "-v");
        writeFileSync(join(home, "signed.pdf"), await signPdf(by, smallPdf()));
        const said = execFileSync("pdfsig", ["-nocert", join(home, "signed.pdf")], {
          encoding: "utf8",
          stdio: "pipe",
        });
        assert.match(said, /Signature is Valid/u);
        assert.match(said, /Total document signed/u);
      });
    });
  }

  it("does not begin to read what is signed while the store is locked", async () => {
    const { home, id } = await withKey();
    const signer = await openStore(home, nobody).keys.signer(id);
    let read = 0;
    const content = inPieces(1, () => (read += 1));
    await assert.rejects(signRaw(signer, content), { code: "keys.store-locked" });
    assert.equal(read, 0);
  });

  it("exports a key with its certificate and chain to OpenSSL, and refuses another's certificate", async function () {
    skipWithout(this, "openssl", "version");
    const { keys, home, id } = await withKey();
    const { certificate, chain } = await certified(keys, id, home);
    const [root = assert.fail()] = chain;
    const at = (name: string) => join(home, name);
    const password = "a long password";
    const file = await keys.exportPkcs12({ id, certificate, chain: [root], password });
    writeFileSync(at("key.p12"), file);
    const read = ["pkcs12", "-in", at("key.p12"), "-passin", `pass:${password}`, "-nodes"];
    const text = execFileSync("openssl", read, { encoding: "utf8", stdio: "pipe" });
    assert.equal(text.match(/BEGIN CERTIFICATE/gu)?.length, 2);
    const { spki } = (await keys.find(id)) ?? assert.fail();
    const exported = createPublicKey(text.slice(text.indexOf("-----BEGIN PRIVATE KEY")));
    assert.equal(exported.export({ type: "spki", format: "der" }).toString("base64"), spki);
    const wrong = keys.exportPkcs12({ id, certificate: root, chain: [], password });
    await assert.rejects(wrong, { code: "certificates.key-mismatch" });
  });
});
