import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash, X509Certificate } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqliteStore, type RenewalStore } from "@perennial/store";
import { jsonOf, runCommand } from "../../testing/run-command.js";
import { at } from "../../testing/views.js";
import { skipBecause } from "../../testing/skip-because.js";

const openssl = (...args: readonly string[]): string => {
  const { status, stdout, stderr } = spawnSync("openssl", args, { encoding: "utf8" });
  assert.equal(status, 0, stderr);
  return stdout;
};

describe("the chain of an exported key", function () {
  this.timeout(120_000);
  before(function () {
    if (spawnSync("openssl", ["version"]).status !== 0) skipBecause(this, "no openssl");
  });
  let folder: string;
  let store: RenewalStore;
  let exported: { readonly certificate: string; readonly chain: readonly string[] }[];
  const pems = new Map<string, string>();

  /** A certificate signed by an issuer, or by itself. */
  async function issue(name: string, issuer?: string, subject = name): Promise<string> {
    const at = (suffix: string, of = name) => join(folder, `${of}.${suffix}`);
    const isCa = !name.startsWith("leaf");
    const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc"];
    const by = issuer === undefined ? [] : ["-CA", at("pem", issuer), "-CAkey", at("key", issuer)];
    openssl(
      ...["req", "-x509", ...key, "-subj", `/CN=${subject}`, "-days", "30", ...by],
      ...["-addext", `basicConstraints=critical,CA:${isCa ? "TRUE" : "FALSE"}`],
      ...["-keyout", at("key"), "-out", at("pem")],
    );
    const pem = await readFile(at("pem"), "utf8");
    pems.set(name, pem);
    return pem;
  }
  const pem = (name: string): string => pems.get(name) ?? "";
  const nameOf = (der: string) => new X509Certificate(Buffer.from(der, "base64")).subject.slice(3);

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "perennial-chain-"));
    await issue("root");
    await issue("other-root", undefined, "root");
    await issue("middle", "root");
    await issue("issuing", "middle");
    await issue("leaf", "issuing");
    await issue("leaf-2", "issuing");
    await issue("self");
  });
  after(() => rm(folder, { recursive: true, force: true }));
  beforeEach(async () => {
    store = await openSqliteStore({ path: ":memory:" });
    store.close = () => Promise.resolve();
    exported = [];
    await writeFile(join(folder, "password"), "correct horse\n", { mode: 0o600 });
  });

  async function record(name: string, source: string): Promise<string> {
    const { raw, publicKey, subject } = new X509Certificate(pem(name));
    const spki = publicKey.export({ type: "spki", format: "der" });
    const sha256 = createHash("sha256").update(raw).digest("hex");
    const spkiHash = createHash("sha256").update(spki).digest("hex");
    await store.putCertificate(
      {
        ...{ profileId: "meridian", account: "MAIN", sha256, spkiHash, subject, source },
        ...{ issuer: "CN=ca", serial: "01", der: raw.toString("base64"), state: "current" },
        ...{ notBefore: at, notAfter: "2027-11-20T09:00:00Z" },
      },
      at,
    );
    return sha256;
  }
  /** Exports with a key ring that notes what it is given. */
  async function run(name: string, ...options: readonly string[]) {
    const spki = new X509Certificate(pem(name)).publicKey.export({ type: "spki", format: "der" });
    const spkiHash = createHash("sha256").update(spki).digest("hex");
    const keys = {
      list: () => Promise.resolve([{ id: "00ff", algorithm: "ec-p256", label: "x", spkiHash }]),
      exists: () => Promise.resolve(true),
      signer: () => Promise.reject(new Error("An export signs nothing")),
      keyringIsUsable: () => Promise.resolve(true),
      exportPkcs12: (request: (typeof exported)[number]) => {
        exported.push(request);
        return Promise.resolve();
      },
    };
    const argv = ["keys", "export", "00ff", "--out", "k.p12", "--yes"];
    const ran = await runCommand([...argv, "--password-file", "password", ...options], {
      store,
      keys,
      home: folder,
    });
    assert.equal(ran.exitCode, 0, ran.stderr);
    return ran;
  }

  it("goes from the issuer to the root, whatever the order and whatever else is in the file", async () => {
    const file = join(folder, "installed.pem");
    const names = ["other-root", "root", "self", "leaf-2", "issuing", "leaf", "middle"];
    await writeFile(file, names.map(pem).join("some text\n"));
    await record("leaf", file);
    const ran = await run("leaf");
    assert.deepEqual(exported[0]?.chain.map(nameOf), ["issuing", "middle", "root"]);
    assert.equal(exported[0]?.chain[2], pemBody(pem("root")), "not the root of the same name");
    assert.match(ran.stdout, /3 certificates of its issuers/);
    assert.equal(ran.stderr, "");
  });

  it("is read from Perennial's own copy where the certificate is only in its keeping", async () => {
    const sha256 = await record("leaf", "store:00ff");
    const kept = join(folder, "home", "certificates", "meridian", "MAIN");
    await mkdir(kept, { recursive: true, mode: 0o700 });
    const content = ["leaf", "issuing", "middle", "root"].map(pem).join("");
    await writeFile(join(kept, `${sha256.slice(0, 16)}.pem`), content);
    const ran = jsonOf(await run("leaf", "--json"));
    assert.deepEqual([ran["issuers"], ran["incomplete"]], [3, undefined]);
    assert.equal(exported[0]?.chain.length, 3);
  });

  it("that is not whole is exported as far as it goes, and said to be so", async () => {
    const file = join(folder, "partly.pem");
    await writeFile(file, ["leaf", "issuing", "root"].map(pem).join(""));
    await record("leaf", file);
    const ran = await run("leaf");
    assert.deepEqual(exported[0]?.chain.map(nameOf), ["issuing"]);
    assert.match(
      ran.stderr.replaceAll(/\s+/g, " "),
      /Warning: .*one of the issuers’: .*partly\.pem/,
    );
  });

  it("is told to be missing when its file is gone or holds no certificate", async () => {
    const gone = join(folder, "gone.pem");
    await record("leaf", gone);
    const ran = await run("leaf");
    assert.deepEqual(exported[0]?.chain, []);
    assert.match(ran.stderr.replaceAll(/\s+/g, " "), /gone\.pem, .* \(ENOENT\)/);
    await writeFile(gone, "nothing of the kind");
    const json = jsonOf(await run("leaf", "--json")) as { incomplete: { code: string } };
    assert.equal(json.incomplete.code, "cli.issuers-unreadable");
  });

  it("is not missed with a certificate that signed itself", async () => {
    const file = join(folder, "self.pem");
    await record("self", file);
    const ran = await run("self");
    assert.deepEqual(exported[0]?.chain, []);
    assert.match(ran.stdout.replaceAll(/\s+/g, " "), /signed itself/);
    assert.equal(ran.stderr, "");
  });
});

function pemBody(pem: string): string {
  return new X509Certificate(pem).raw.toString("base64");
}
