import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import type { KeyAlgorithm } from "@perennial/api";
import { requireTool } from "../harness/index.js";
import { openssl } from "./openssl.js";
import { plainPdf } from "./pdf.js";
import { SigningDesk } from "./signing-desk.js";
import { signingCommands } from "./signing-commands.js";

const algorithms: readonly KeyAlgorithm[] = [
  ...(["rsa-2048", "rsa-3072", "rsa-4096", "ec-p256", "ec-p384", "ec-p521"] as const),
];

describe("perennial sign and verify with keys of the embedded store", function () {
  this.timeout(120_000);
  let desk: SigningDesk;
  const { sign, verify } = signingCommands(() => desk);

  before(async () => {
    desk = await SigningDesk.open();
    for (const algorithm of algorithms) await desk.softwareKey(algorithm, algorithm);
  });
  after(() => desk?.[Symbol.asyncDispose]());

  const opensslVerifies = (signature: string, ...content: readonly string[]) =>
    spawnSync(
      "openssl",
      [
        ...["cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", signature, ...content],
        ...["-CAfile", desk.roots, "-purpose", "any", "-out", desk.file("out")],
      ],
      { encoding: "utf8" },
    );

  for (const algorithm of algorithms) {
    it(`${algorithm}: OpenSSL accepts what is signed, and refuses it with another content`, async function () {
      requireTool(this, "openssl", "version");
      const file = await desk.give(`report ${algorithm}.txt`, "What was agreed\n");
      const { exit, signed } = await sign(file, "--key", algorithm);
      assert.equal(exit, 0);
      const signature = signed?.[0]?.output ?? "";
      assert.equal(signature, `${file}.p7s`);
      assert.equal(opensslVerifies(signature, "-content", file).status, 0);
      assert.equal((await sign(file, "--key", algorithm, "--attached")).exit, 0);
      assert.equal(opensslVerifies(`${file}.p7m`).status, 0);
      assert.equal(await readFile(desk.file("out"), "utf8"), "What was agreed\n");
      assert.equal((await verify(file, signature, `${file}.p7m`)).exit, 0);
      await writeFile(file, "What was not agreed\n");
      assert.notEqual(opensslVerifies(signature, "-content", file).status, 0);
      const { exit: refused, files } = await verify(signature);
      assert.equal(refused, 3);
      const [finding] = files?.[0]?.signatures?.[0]?.findings ?? [];
      assert.deepEqual(finding?.error.code, "signatures.invalid");
      assert.equal(finding?.error.params.reason, "content");
    });

    it(`${algorithm}: pdfsig accepts the signed PDF, and the one before stays valid`, async function () {
      requireTool(this, "pdfsig", "-v");
      const file = await desk.give(`${algorithm}.pdf`, plainPdf(2));
      const shown = [
        "--visible",
        "last,bottom-right",
        "--reason",
        "Approuvé",
        "--location",
        "Esch",
      ];
      assert.equal((await sign(file, "--key", algorithm, ...shown)).exit, 0);
      const once = desk.file(`${algorithm}-signed.pdf`);
      assert.equal((await sign(once, "--key", algorithm)).exit, 0);
      const twice = desk.file(`${algorithm}-signed-signed.pdf`);
      assert.ok(
        (await readFile(twice)).subarray(0, (await stat(file)).size).equals(await readFile(file)),
      );
      const { stdout } = spawnSync("pdfsig", [twice], { encoding: "utf8" });
      assert.equal(stdout.match(/Signature is Valid/g)?.length, 2, stdout);
      assert.match(stdout, /ETSI\.CAdES\.detached/);
      const { exit, files } = await verify(twice);
      assert.equal(exit, 0);
      assert.deepEqual(
        files?.[0]?.signatures?.map(({ coversWholeFile }) => coversWholeFile),
        [false, true],
      );
      const bytes = await readFile(once);
      bytes.write("612", bytes.indexOf("595"), "latin1");
      const tampered = await desk.give(`${algorithm}-tampered.pdf`, bytes);
      assert.equal((await verify(tampered)).exit, 3);
    });
  }

  it("raw signatures are those of openssl dgst", async function () {
    requireTool(this, "openssl", "version");
    for (const [algorithm, hash] of [
      ["rsa-2048", "sha384"],
      ["ec-p384", "sha384"],
      ["ec-p521", "sha512"],
    ] as const) {
      const file = await desk.give(`raw-${algorithm}`, "raw");
      assert.equal(
        (await sign(file, "--key", algorithm, "--format", "raw", "--hash", hash)).exit,
        0,
      );
      const pem = openssl("x509", "-in", desk.file(`${algorithm}.pem`), "-noout", "-pubkey");
      const key = await desk.give("key.pem", pem);
      openssl("dgst", `-${hash}`, "-verify", key, "-signature", `${file}.sig`, file);
    }
  });

  it("a file of 300 MB is signed and verified without being held in memory", async function () {
    requireTool(this, "python3");
    const file = await desk.give("big.bin", "");
    await truncate(file, 300_000_000);
    const measured =
      "import resource,subprocess,sys;r=subprocess.run(sys.argv[1:],stdout=subprocess.DEVNULL);" +
      "print(r.returncode,resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss//1024)";
    const env = { ...process.env, PERENNIAL_HOME: desk.home, HOME: desk.home };
    for (const args of [
      ["sign", file, "--key", "ec-p256"],
      ["sign", file, "--key", "rsa-2048", "--format", "raw"],
      ["verify", file, "--roots", desk.roots],
    ]) {
      const command = ["-c", measured, ...desk.argv(...args)];
      const { stdout } = spawnSync("python3", command, { encoding: "utf8", env });
      const [code, megabytes] = stdout.split(" ").map(Number);
      assert.equal(code, 0, args.join(" "));
      assert.ok(Number(megabytes) < 260, `${args[0]}: ${megabytes} MB`);
    }
    await rm(file);
  });

  it("without --key the only key that can sign is taken; of several they are listed", async () => {
    const file = await desk.give("which.txt", "which");
    const several = await sign(file);
    assert.equal(several.exit, 3);
    assert.equal(several.error?.code, "signing.several-keys");
    const listed = several.error?.params["problems"] as string[] | undefined;
    assert.equal(listed?.length, algorithms.length);
    await using other = await SigningDesk.open();
    const { id } = await other.softwareKey("only", "ec-p256");
    const mine = await other.give("which.txt", "which");
    const { code, stdout } = await other.run(["sign", mine]);
    assert.equal(code, 0);
    assert.match(stdout, /^Signing as C=LU,CN=only /m);
    for (const key of ["only", "only/main", id]) {
      assert.equal((await other.run(["sign", mine, "--key", key, "--force"])).code, 0, key);
    }
    const unknown = await other.run(["sign", mine, "--key", "nobody", "--force"]);
    assert.match(unknown.stderr, /signing\.key-unknown/);
  });

  it("the given certificate names the key; one of another key is refused", async () => {
    const file = await desk.give("given.txt", "given");
    const given = ["--certificate", desk.file("ec-p256.pem"), "--certificate", desk.roots];
    const { exit, signed } = await sign(file, ...given);
    assert.equal(exit, 0);
    assert.equal(signed?.length, 1);
    const wrong = await sign(file, "--key", "ec-p384", ...given, "--output", desk.file("wrong"));
    assert.equal(wrong.error?.code, "certificates.key-mismatch");
    await assert.rejects(stat(desk.file("wrong")));
    const none = await sign(file, "--certificate", file, "--output", desk.file("wrong"));
    assert.equal(none.error?.code, "signing.certificates-unreadable");
  });
});
