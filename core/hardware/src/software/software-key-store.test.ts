import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  closeSync,
  openSync,
  readFileSync,
  readdirSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { createPublicKey, verify } from "node:crypto";
import { PerennialError } from "@perennial/api";
import type { KeyAlgorithm } from "@perennial/api";
import {
  createRequest,
  readCertificates,
  readRequest,
  signCades,
  signCadesAttached,
  signPdf,
  signRaw,
} from "@perennial/pki";
import type { SignedBy } from "@perennial/pki";
import { skipWithout } from "../test-support/skip-without.js";
import { newHome, openStore, removeHomes } from "../test-support/stores.js";
import type { TestStore } from "../test-support/stores.js";
import type { SoftwareKeyStore } from "./software-key-store.js";

const posix = process.platform !== "win32";
const nobody = () => Promise.resolve(null);

async function withKey(algorithm: KeyAlgorithm = "ec-p256") {
  const store = openStore(newHome());
  const id = await store.keys.newId();
  const key = await store.keys.generate({ id, algorithm, label: "Zoë’s key" });
  return { ...store, id, key, path: join(store.home, "keys", `${id}.json`) };
}

function edit(path: string, change: (file: Record<string, unknown>) => void): void {
  const file = JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
  change(file);
  writeFileSync(path, JSON.stringify(file));
}

/** The first base64 character turned into another. */
function altered(base64: unknown): string {
  const text = String(base64);
  return (text.startsWith("A") ? "B" : "A") + text.slice(1);
}

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

async function use(home: string, id: string): Promise<void> {
  const { keys } = openStore(home);
  await (await keys.signer(id)).sign(Buffer.from("x"), "sha256");
}

after(removeHomes);

describe("The software key store", function () {
  this.timeout(20_000);

  it("makes keys that another process finds, lists and signs with", async () => {
    const { home, id, key } = await withKey("rsa-2048");
    const { keys } = openStore(home);
    assert.deepEqual(await keys.find(id), key);
    assert.deepEqual(await keys.list(), [key]);
    const signer = await keys.signer(id);
    const signature = await signer.sign(Buffer.from("text"), "sha256");
    const spki = { key: Buffer.from(key.spki, "base64"), format: "der", type: "spki" } as const;
    assert.ok(verify("sha256", Buffer.from("text"), createPublicKey(spki), signature));
    const request = await createRequest({ subject: { commonName: "Zoë" } }, signer);
    assert.equal((await readRequest(Buffer.from(request.pem))).spkiHash, key.spkiHash);
  });

  it("shows public halves without a passphrase, and asks for it when it signs", async () => {
    const { home, id, key } = await withKey();
    const { keys } = openStore(home, nobody);
    assert.deepEqual(await keys.find(id), key);
    assert.deepEqual(await keys.list(), [key]);
    const signer = await keys.signer(id);
    await assert.rejects(signer.sign(Buffer.from("x"), "sha256"), { code: "keys.store-locked" });
  });

  it("never replaces a key: the same identifier again is refused", async () => {
    const { home, id, key } = await withKey();
    for (const { keys } of [openStore(home), openStore(home)]) {
      await assert.rejects(keys.generate({ id, algorithm: "ec-p384", label: "again" }), {
        code: "keys.exists",
      });
    }
    assert.deepEqual(await openStore(home).keys.find(id), key);
  });

  it("lets one of two win that make the same key at once", async () => {
    const home = newHome();
    const stores = [openStore(home), openStore(home)];
    const id = "00112233445566778899aabbccddeeff";
    const results = await Promise.allSettled(
      stores.map(({ keys }) => keys.generate({ id, algorithm: "ec-p256", label: "x" })),
    );
    const made = results.filter(({ status }) => status === "fulfilled");
    const refused = results.filter((result) => result.status === "rejected");
    assert.equal(made.length, 1);
    assert.ok(PerennialError.is(refused[0]?.reason, "keys.exists"));
    await use(home, id);
  });

  it("takes no identifier that is none", async () => {
    const { keys } = openStore(newHome());
    for (const id of [
      "",
      "../store",
      "store",
      "ABCDEF00112233445566778899aabbcc",
      "0".repeat(31),
    ]) {
      await assert.rejects(keys.find(id), { code: "keys.bad-id" });
      await assert.rejects(keys.generate({ id, algorithm: "ec-p256", label: "x" }), {
        code: "keys.bad-id",
      });
    }
  });

  it("gives new identifiers of 16 bytes", async () => {
    const { keys } = openStore(newHome());
    const ids = await Promise.all(Array.from({ length: 50 }, () => keys.newId()));
    assert.equal(new Set(ids).size, 50);
    for (const id of ids) assert.match(id, /^[0-9a-f]{32}$/u);
  });

  it("says that a key is not there instead of signing with nothing", async () => {
    const { keys } = openStore(newHome());
    await assert.rejects(keys.signer("0".repeat(32)), { code: "keys.not-found" });
    await assert.rejects(keys.encryptedFiles(["0".repeat(32)]), { code: "keys.not-found" });
  });

  it("names the files of a backup: the wrapped data key and the keys, all of them encrypted", async () => {
    const { keys, home, id, path } = await withKey();
    const files = await keys.encryptedFiles([id, id]);
    assert.deepEqual(files, [join(home, "keys", "store.json"), path]);
    assert.deepEqual(await keys.encryptedFiles([]), []);
    const restored = newHome();
    const { storeKey } = openStore(restored);
    await storeKey.keys.prepare();
    for (const file of files) {
      const name = file.slice(file.lastIndexOf("/") + 1);
      writeFileSync(join(restored, "keys", name), readFileSync(file), { mode: 0o600 });
    }
    await use(restored, id);
  });

  for (const algorithm of ["rsa-2048", "ec-p256", "ec-p384"] as const) {
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
        const hash = algorithm === "ec-p384" ? "-sha384" : "-sha256";
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

  it("keeps files and folders to their owner", async function () {
    if (!posix) return this.skip();
    const { home } = await withKey();
    const folder = join(home, "keys");
    assert.equal(statSync(folder).mode & 0o777, 0o700);
    for (const name of readdirSync(folder)) {
      assert.equal(statSync(join(folder, name)).mode & 0o777, 0o600, name);
    }
  });

  it("is not used when others can reach a file or the folder", async function () {
    if (!posix) return this.skip();
    const { home, id, path } = await withKey();
    for (const [target, mode, right] of [
      [path, 0o640, 0o600],
      [join(home, "keys", "store.json"), 0o604, 0o600],
      [join(home, "keys"), 0o750, 0o700],
    ] as const) {
      chmodSync(target, mode);
      await assert.rejects(use(home, id), { code: "keys.permissions-too-open" }, target);
      chmodSync(target, right);
    }
    await use(home, id);
  });
});

describe("A key file that was changed", function () {
  this.timeout(20_000);

  const another = async ({ home, keys }: TestStore): Promise<Record<string, unknown>> => {
    const id = await keys.newId();
    await keys.generate({ id, algorithm: "ec-p256", label: "other" });
    return JSON.parse(readFileSync(join(home, "keys", `${id}.json`), "utf8")) as Record<
      string,
      unknown
    >;
  };
  type Change = (file: Record<string, unknown>, other: Record<string, unknown>) => void;
  const sealed = (file: Record<string, unknown>) => file["privateKey"] as Record<string, unknown>;
  const changes: readonly (readonly [string, Change])[] = [
    ["format", (file) => (file["format"] = "other")],
    ["version", (file) => (file["version"] = 2)],
    ["id", (file) => (file["id"] = "0".repeat(32))],
    ["algorithm", (file) => (file["algorithm"] = "ec-p384")],
    ["label", (file) => (file["label"] = "another label")],
    ["label removed", (file) => delete file["label"]],
    ["spki", (file, other) => (file["spki"] = other["spki"])],
    ["spki damaged", (file) => (file["spki"] = altered(file["spki"]))],
    ["nonce", (file) => (sealed(file)["nonce"] = altered(sealed(file)["nonce"]))],
    ["short nonce", (file) => (sealed(file)["nonce"] = "AAAA")],
    ["tag", (file) => (sealed(file)["tag"] = altered(sealed(file)["tag"]))],
    ["short tag", (file) => (sealed(file)["tag"] = "AAAAAA==")],
    ["ciphertext", (file) => (sealed(file)["ciphertext"] = altered(sealed(file)["ciphertext"]))],
    ["cipher", (file) => (sealed(file)["cipher"] = "aes-256-ctr")],
    ["another key's private half", (file, other) => (file["privateKey"] = other["privateKey"])],
    [
      "another key's halves both",
      (file, other) =>
        Object.assign(file, { spki: other["spki"], privateKey: other["privateKey"] }),
    ],
  ];
  for (const [field, change] of changes) {
    it(`is refused: ${field}`, async () => {
      const made = await withKey();
      const other = await another(made);
      edit(made.path, (file) => void change(file, other));
      await assert.rejects(use(made.home, made.id), { code: "keys.corrupt" });
    });
  }

  for (const [title, content] of [
    ["empty", ""],
    ["cut off", '{"format": "perennial-key", "vers'],
    ["no object", "[]"],
    ["binary", Uint8Array.of(0xff, 0x00, 0x80)],
  ] as const) {
    it(`is never taken for an absent key: ${title}`, async () => {
      const { home, id, path } = await withKey();
      writeFileSync(path, content);
      const { keys } = openStore(home);
      await assert.rejects(keys.find(id), { code: "keys.corrupt" });
      await assert.rejects(keys.list(), { code: "keys.corrupt" });
      const again = keys.generate({ id, algorithm: "ec-p256", label: "x" });
      await assert.rejects(again, { code: "keys.corrupt" });
    });
  }

  it("is refused as a file that does not belong among the keys", async () => {
    const { home, keys } = await withKey();
    writeFileSync(join(home, "keys", "mine.json"), "{}", { mode: 0o600 });
    await assert.rejects(keys.list(), { code: "keys.corrupt" });
  });
});

describe("The wrapped data key", function () {
  this.timeout(20_000);

  const kdf = (file: Record<string, unknown>) => file["kdf"] as Record<string, unknown>;
  const wrapped = (file: Record<string, unknown>) => file["dataKey"] as Record<string, unknown>;
  type Change = (file: Record<string, unknown>) => void;
  const changes: readonly (readonly [string, Change, string])[] = [
    ["format", (file) => (file["format"] = "x"), "keys.corrupt"],
    ["version", (file) => (file["version"] = 0), "keys.corrupt"],
    ["id", (file) => (file["id"] = "0".repeat(16)), "keys.wrong-passphrase"],
    ["id removed", (file) => delete file["id"], "keys.corrupt"],
    ["less memory", (file) => (kdf(file)["memory"] = 65_535), "keys.weak-protection"],
    ["fewer passes", (file) => (kdf(file)["passes"] = 2), "keys.weak-protection"],
    ["fewer lanes", (file) => (kdf(file)["parallelism"] = 1), "keys.weak-protection"],
    ["a short salt", (file) => (kdf(file)["salt"] = "AAAAAAAAAAA="), "keys.weak-protection"],
    [
      "another salt",
      (file) => (kdf(file)["salt"] = altered(kdf(file)["salt"])),
      "keys.wrong-passphrase",
    ],
    ["more passes", (file) => (kdf(file)["passes"] = 4), "keys.wrong-passphrase"],
    ["absurd memory", (file) => (kdf(file)["memory"] = 2 ** 40), "keys.corrupt"],
    ["another function", (file) => (kdf(file)["algorithm"] = "argon2d"), "keys.corrupt"],
    ["passes that are no number", (file) => (kdf(file)["passes"] = "3"), "keys.corrupt"],
    [
      "nonce",
      (file) => (wrapped(file)["nonce"] = altered(wrapped(file)["nonce"])),
      "keys.wrong-passphrase",
    ],
    [
      "tag",
      (file) => (wrapped(file)["tag"] = altered(wrapped(file)["tag"])),
      "keys.wrong-passphrase",
    ],
    [
      "ciphertext",
      (file) => (wrapped(file)["ciphertext"] = altered(wrapped(file)["ciphertext"])),
      "keys.wrong-passphrase",
    ],
    ["cipher", (file) => (wrapped(file)["cipher"] = "none"), "keys.corrupt"],
  ];
  for (const [field, change, code] of changes) {
    it(`is refused when it was changed: ${field}`, async () => {
      const { home, id } = await withKey();
      edit(join(home, "keys", "store.json"), change);
      await assert.rejects(use(home, id), { code });
    });
  }

  it("is never made anew while there are keys or secrets", async () => {
    for (const left of ["keys", "secrets"] as const) {
      const store = openStore(newHome());
      if (left === "keys") {
        const id = await store.keys.newId();
        await store.keys.generate({ id, algorithm: "ec-p256", label: "x" });
      } else await store.secrets.keep("profile", "password", "x");
      const { unlinkSync } = await import("node:fs");
      unlinkSync(join(store.home, "keys", "store.json"));
      const { storeKey } = openStore(store.home);
      await assert.rejects(storeKey.unlock(), { code: "keys.corrupt" }, left);
      await assert.rejects(storeKey.exists(), { code: "keys.corrupt" }, left);
    }
  });

  it("opens with the passphrase and no other", async () => {
    const { home, id } = await withKey();
    const { keys } = openStore(home, () =>
      Promise.resolve({ passphrase: "correct horse battery" }),
    );
    const signer = await keys.signer(id);
    await assert.rejects(signer.sign(Buffer.from("x"), "sha256"), {
      code: "keys.wrong-passphrase",
    });
  });

  it("is forgotten when the store is locked", async () => {
    let asked = 0;
    const { home } = await withKey();
    const { storeKey } = openStore(home, () => {
      asked += 1;
      return Promise.resolve({ passphrase: "correct horse battery staple" });
    });
    const dataKey = await storeKey.unlock();
    assert.equal(await storeKey.unlock(), dataKey);
    await storeKey.lock();
    assert.ok(dataKey.every((octet) => octet === 0));
    await storeKey.unlock();
    assert.equal(asked, 2);
  });
});
