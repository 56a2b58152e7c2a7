import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { KeyAlgorithm } from "@perennial/api";
import { requireTool } from "../harness/index.js";
import { FaultShim, requireRig, SoftHsm } from "../rigs/index.js";
import { openssl } from "./openssl.js";
import { plainPdf } from "./pdf.js";
import { inTerminal, type Move } from "./pseudo-terminal.js";
import { SigningDesk, type IssuedKey } from "./signing-desk.js";
import { hideSystemDrivers } from "./token-desk.js";

const algorithms: readonly KeyAlgorithm[] = [
  ...(["rsa-2048", "rsa-3072", "rsa-4096", "ec-p256", "ec-p384", "ec-p521"] as const),
];

describe("perennial sign and verify with keys on tokens", function () {
  this.timeout(120_000);
  let desk: SigningDesk;
  let softHsm: SoftHsm;
  let shim: FaultShim;
  const keys = new Map<KeyAlgorithm, IssuedKey>();
  const uri = (algorithm: KeyAlgorithm) =>
    `pkcs11:token=Perennial;id=${(keys.get(algorithm)?.id ?? "").replaceAll(/../g, "%$&")}`;
  const run = (...args: readonly string[]) =>
    desk.run(["--module", shim.modulePath, ...args], softHsm.environment);
  const sign = (...args: readonly string[]) =>
    run("sign", ...args, "--pin-file", desk.file("pin"), "--certificate", desk.roots);
  const atTerminal = (args: readonly string[], moves: readonly Move[]) =>
    inTerminal(
      desk.argv(...args, "--module", shim.modulePath),
      {
        ...{ PATH: process.env["PATH"] ?? "", HOME: desk.home, PERENNIAL_HOME: desk.home },
        ...{ LANG: "en", ...softHsm.environment },
      },
      moves,
    );
  /** The certificate of the key, and its issuer's. */
  const by = (algorithm: KeyAlgorithm) => [
    ...["--key", uri(algorithm), "--certificate", keys.get(algorithm)?.pem ?? ""],
  ];
  const logins = async (user?: string) =>
    (await shim.calls("C_Login")).filter(
      ({ details }) => user === undefined || details["user"] === user,
    ).length;

  before(async function () {
    requireRig(this, FaultShim.missing() ?? SoftHsm.missing());
    desk = await SigningDesk.open();
    await hideSystemDrivers({ file: (...parts) => join(desk.home, ...parts) });
    softHsm = await SoftHsm.open();
    for (const algorithm of algorithms)
      keys.set(algorithm, await desk.tokenKey(softHsm, algorithm));
    shim = await FaultShim.open(softHsm);
    await writeFile(desk.file("pin"), `${softHsm.token().userPin}\n`, { mode: 0o600 });
  });
  afterEach(async () => {
    await shim?.set({ token: {} });
    await shim?.reset();
    await shim?.clearCalls();
  });
  after(async () => {
    await shim?.[Symbol.asyncDispose]();
    await softHsm?.[Symbol.asyncDispose]();
    await desk?.[Symbol.asyncDispose]();
  });

  for (const algorithm of algorithms) {
    it(`${algorithm}: OpenSSL and pdfsig accept what the token signs, with one login for both`, async function () {
      requireTool(this, "openssl", "version");
      requireTool(this, "pdfsig", "-v");
      const text = await desk.give(`token ${algorithm}.txt`, "text");
      const pdf = await desk.give(`token ${algorithm}.pdf`, plainPdf());
      const { code, stdout, stderr } = await sign(text, pdf, ...by(algorithm));
      assert.equal(code, 0, stdout + stderr);
      assert.match(stdout, new RegExp(`^Signing as C=LU,CN=${algorithm} `, "m"));
      assert.equal(await logins(), 1);
      const verified = spawnSync("openssl", [
        ...["cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", `${text}.p7s`],
        ...["-content", text, "-CAfile", desk.roots, "-purpose", "any", "-out", desk.file("out")],
      ]);
      assert.equal(verified.status, 0, verified.stderr.toString());
      const signed = desk.file(`token ${algorithm}-signed.pdf`);
      const { stdout: seen } = spawnSync("pdfsig", [signed], { encoding: "utf8" });
      assert.match(seen, /Signature is Valid/);
      const verdict = await run("verify", text, signed, "--roots", desk.roots);
      assert.equal(verdict.code, 0, verdict.stdout);
    });
  }

  it("takes the certificate from the token, and notes that its issuer's is missing", async () => {
    const file = await desk.give("own.txt", "own");
    const pin = ["--pin-file", desk.file("pin")];
    const { code, stderr } = await run("sign", file, "--key", uri("ec-p256"), ...pin);
    assert.equal(code, 0);
    assert.match(stderr, /^Note: The certificate of the issuer/m);
    assert.equal((await run("verify", file, "--roots", desk.roots)).code, 0);
  });

  it("signs for a profile whose key is on a token, with the chain that was installed", async () => {
    const key = keys.get("ec-p384");
    assert.ok(key !== undefined);
    await desk.record("carded", key, `store:${key.id}`);
    const file = await desk.give("carded.txt", "carded");
    const pin = ["--pin-file", desk.file("pin")];
    const { code, stdout, stderr } = await run("sign", file, "--key", "carded", ...pin);
    assert.equal(code, 0, stderr);
    assert.equal(stderr, "");
    assert.match(stdout, /with the key on the token “Perennial”/);
    assert.equal((await run("verify", file, "--roots", desk.roots)).code, 0);
    await shim.remove();
    const away = await run("sign", file, "--key", "carded", ...pin, "--force");
    assert.match(away.stderr, /signing\.key-elsewhere/);
    await shim.insert();
  });

  it("a key is named by its label too; a slot, a PIN in the URI, an unknown key are refused before any login", async () => {
    const file = await desk.give("named.txt", "named");
    assert.equal(
      (
        await sign(
          file,
          "--key",
          "pkcs11:token=Perennial;object=key%20ec-p256",
          ...by("ec-p256").slice(2),
        )
      ).code,
      0,
    );
    await shim.clearCalls();
    for (const [key, expected] of [
      ["pkcs11:token=Perennial;slot-id=0", "signing.uri-unsteady"],
      ["pkcs11:token=Perennial?pin-value=123456", "token.uri-pin"],
      ["pkcs11:token=Perennial;id=%00", "signing.key-unknown"],
      ["pkcs11:token=Nobody", "token.not-found"],
      ["pkcs11:token=Perennial", "signing.key-ambiguous"],
    ] as const) {
      const args = [
        "sign",
        file,
        "--key",
        key,
        "--pin-file",
        desk.file("pin"),
        "--force",
        "--json",
      ];
      const { stdout } = await run(...args);
      const { error } = JSON.parse(stdout) as { error?: { code: string } };
      assert.equal(error?.code, expected, key);
      assert.ok(!stdout.includes("123456"));
    }
    assert.equal(await logins(), 0);
  });

  it("a certificate of another key, and an output that is there, are refused before any login", async () => {
    const file = await desk.give("refused.txt", "refused");
    const wrong = ["--key", uri("ec-p256"), "--certificate", keys.get("ec-p384")?.pem ?? ""];
    const { stderr } = await sign(file, ...wrong);
    assert.match(stderr, /certificates\.key-mismatch/);
    await desk.give("refused.txt.p7s", "mine");
    assert.match((await sign(file, ...by("ec-p256"))).stderr, /signing\.output-exists/);
    assert.equal(await readFile(`${file}.p7s`, "utf8"), "mine");
    assert.equal(await logins(), 0);
  });

  it("a raw signature over more than fits in one piece is that of openssl dgst", async function () {
    requireTool(this, "openssl", "version");
    const file = await desk.give("raw.bin", "");
    await truncate(file, 100_000_000);
    for (const algorithm of ["rsa-2048", "ec-p256"] as const) {
      // Another key's signature is not replaced, not even with --force.
      await rm(`${file}.sig`, { force: true });
      const { code, stderr } = await sign(file, ...by(algorithm), "--format", "raw");
      assert.equal(code, 0, stderr);
      const pem = openssl("x509", "-in", keys.get(algorithm)?.pem ?? "", "-noout", "-pubkey");
      const key = await desk.give("raw-key.pem", pem);
      openssl("dgst", "-sha256", "-verify", key, "-signature", `${file}.sig`, file);
    }
    await rm(`${file}.sig`);
    await shim.fault({ call: "C_Sign", do: { corrupt: true } });
    const { stderr } = await sign(file, ...by("ec-p256"), "--format", "raw");
    assert.match(stderr, /token\.wrong-signature/);
    await assert.rejects(stat(`${file}.sig`));
  });

  it("a wrong answer of the token leaves no signature, nor does a token that is taken out", async () => {
    const file = await desk.give("faults.txt", "faults");
    for (const fault of [
      { call: "C_Sign", do: { corrupt: true } },
      { call: "C_Sign", do: { remove: "before" } },
      { call: "C_Sign", do: { crash: "before" } },
    ] as const) {
      await shim.fault(fault);
      const { code, stderr } = await sign(file, ...by("ec-p256"));
      assert.notEqual(code, 0, stderr);
      await assert.rejects(stat(`${file}.p7s`), JSON.stringify(fault));
      await shim.reset();
      if (await shim.removed()) await shim.insert();
    }
  });

  it("at a terminal the PIN is asked once for several files; Ctrl-C at the question signs nothing", async function () {
    requireTool(this, "python3");
    const files = [await desk.give("t1.txt", "1"), await desk.give("t2.txt", "2")];
    const stopped = await atTerminal(
      ["sign", ...files, ...by("ec-p256")],
      [{ sees: "(not shown):", types: "12\u0003" }],
    );
    assert.equal(stopped.code, 130, stopped.screen);
    assert.match(stopped.screen, /signing\.interrupted/);
    assert.equal(await logins(), 0);
    const { code, screen, left } = await atTerminal(
      ["sign", ...files, ...by("ec-p256")],
      [{ sees: "(not shown):", types: `${softHsm.token().userPin}\r` }],
    );
    assert.equal(code, 0, screen);
    assert.equal(left, 0);
    assert.equal(screen.match(/\(not shown\)/g)?.length, 1);
    assert.equal(await logins(), 1);
    assert.ok(!screen.includes(softHsm.token().userPin));
    for (const file of files) {
      assert.equal((await run("verify", file, "--roots", desk.roots)).code, 0);
    }
  });

  it("a key that wants a PIN with each signature asks for one at each file", async function () {
    requireTool(this, "python3");
    await shim.set({ token: { alwaysAuthenticate: { keys: "all", pin: "97531" } } });
    const files = [await desk.give("s1.txt", "1"), await desk.give("s2.txt", "2")];
    const own = { sees: "PIN for signatures (not shown):", types: "97531\r" };
    const { code, screen, left } = await atTerminal(
      ["sign", ...files, ...by("rsa-2048")],
      [{ sees: "PIN (not shown):", types: `${softHsm.token().userPin}\r` }, own, own],
    );
    assert.equal(code, 0, screen);
    assert.equal(left, 0);
    assert.equal(await logins(), 3);
    for (const file of files) {
      assert.equal((await run("verify", file, "--roots", desk.roots)).code, 0);
    }
  });

  it("at a terminal, of several keys that can sign one is chosen", async function () {
    requireTool(this, "python3");
    const file = await desk.give("choice.txt", "choice");
    const { code, screen } = await atTerminal(
      ["sign", file, "--key", "pkcs11:token=Perennial"],
      [
        { sees: `Number, 1 to ${algorithms.length}`, types: "2\r" },
        { sees: "(not shown):", types: `${softHsm.token().userPin}\r` },
      ],
    );
    assert.equal(code, 0, screen);
    assert.match(screen, /Several keys can sign/);
  });

  it("without a PIN nothing is tried; a wrong one is tried once, however many files there are", async () => {
    const files = [await desk.give("p1.txt", "1"), await desk.give("p2.txt", "2")];
    const none = await run("sign", ...files, ...by("ec-p256"));
    assert.match(none.stderr, /token\.pin-not-given/);
    assert.equal(await logins(), 0);
    await writeFile(desk.file("wrong-pin"), "654321\n", { mode: 0o600 });
    const wrong = ["--pin-file", desk.file("wrong-pin")];
    const { code, stderr } = await run("sign", ...files, ...by("ec-p256"), ...wrong);
    assert.notEqual(code, 0);
    assert.match(stderr, /token\.pin-wrong/);
    assert.equal(await logins(), 1);
    for (const file of files) await assert.rejects(stat(`${file}.p7s`));
  });
});
