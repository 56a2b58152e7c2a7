import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmod,
  mkdir,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from "node:fs/promises";
import type { KeyAlgorithm } from "@perennial/api";
import { requireTool } from "../harness/index.js";
import { openssl } from "./openssl.js";
import { plainPdf, withRevision } from "./pdf.js";
import { SigningDesk } from "./signing-desk.js";

const algorithms: readonly KeyAlgorithm[] = [
  ...(["rsa-2048", "rsa-3072", "rsa-4096", "ec-p256", "ec-p384"] as const),
];

/** The members of `--json` that these tests look at. */
interface Answer {
  readonly error?: { readonly code: string; readonly params: Readonly<Record<string, unknown>> };
  readonly valid?: boolean;
  readonly signed?: readonly { readonly output: string }[];
  readonly warnings?: readonly { readonly code: string }[];
  readonly failed?: { readonly file: string; readonly error: { readonly code: string } };
  readonly notSigned?: readonly string[];
  readonly files?: readonly {
    readonly verdict?: string;
    readonly removed?: readonly string[];
    readonly error?: { readonly code: string };
    readonly content?: string | null;
    readonly signatures?: readonly {
      readonly verdict: string;
      readonly signer: { readonly subject: string } | null;
      readonly coversWholeFile?: boolean;
      readonly findings: readonly {
        readonly error: { readonly code: string; readonly params: { readonly reason?: string } };
      }[];
    }[];
  }[];
}

describe("perennial sign and verify with keys of the embedded store", function () {
  this.timeout(60_000);
  let desk: SigningDesk;
  const run = (...args: readonly string[]) => desk.run(args);
  async function json(
    ...args: readonly string[]
  ): Promise<Answer & { readonly exit: number | null }> {
    const { code, stdout, stderr } = await run(...args, "--json");
    assert.equal(stderr, "");
    return { exit: code, ...(JSON.parse(stdout) as Answer) };
  }
  const sign = (...args: readonly string[]) => json("sign", ...args);
  const verify = (...args: readonly string[]) => json("verify", ...args, "--roots", desk.roots);
  const opensslVerifies = (signature: string, ...content: readonly string[]) =>
    spawnSync(
      "openssl",
      [
        ...["cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", signature, ...content],
        ...["-CAfile", desk.roots, "-purpose", "any", "-out", desk.file("out")],
      ],
      { encoding: "utf8" },
    );

  before(async () => {
    desk = await SigningDesk.open();
    for (const algorithm of algorithms) await desk.softwareKey(algorithm, algorithm);
  });
  after(() => desk?.[Symbol.asyncDispose]());

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

  it("an expired certificate, one that is not yet valid, and one for other uses sign nothing", async () => {
    await using other = await SigningDesk.open();
    await other.softwareKey("expired", "ec-p256", { from: -300, to: -2 });
    await other.softwareKey("early", "ec-p256", { from: 2 });
    await other.softwareKey("encrypt", "rsa-2048", { usage: "keyEncipherment" });
    const file = await other.give("x.txt", "x");
    for (const [key, code] of [
      ["expired", "signing.expired"],
      ["early", "certificates.not-yet-valid"],
      ["encrypt", "signing.wrong-usage"],
    ] as const) {
      const { stdout } = await other.run(["sign", file, "--key", key, "--json"]);
      assert.equal((JSON.parse(stdout) as Answer).error?.code, code);
      await assert.rejects(stat(`${file}.p7s`), key);
    }
    const { stdout: nobody } = await other.run(["sign", file, "--json"]);
    assert.equal((JSON.parse(nobody) as Answer).error?.code, "signing.no-key");
    const forced = await other.run(["sign", file, "--key", "expired", "--even-expired"]);
    assert.equal(forced.code, 0);
    assert.match(forced.stderr, /^Note: The certificate of “C=LU,CN=expired” expired on/m);
    const verdict = await other.run(["verify", file, "--roots", other.roots]);
    assert.equal(verdict.code, 3);
  });

  it("an output is never overwritten, but for a former one of the same signer with --force", async () => {
    const file = await desk.give("again.txt", "one");
    assert.equal((await sign(file, "--key", "ec-p256")).exit, 0);
    const before = await readFile(`${file}.p7s`);
    assert.equal((await sign(file, "--key", "ec-p256")).error?.code, "signing.output-exists");
    const other = await sign(file, "--key", "ec-p384", "--force");
    assert.equal(other.error?.code, "signing.output-not-own");
    assert.ok(before.equals(await readFile(`${file}.p7s`)));
    await writeFile(file, "two");
    assert.equal((await sign(file, "--key", "ec-p256", "--force")).exit, 0);
    assert.equal((await verify(file)).exit, 0);
    const precious = await desk.give("precious.txt", "precious");
    for (const [output, code] of [
      [precious, "signing.output-not-own"],
      [file, "signing.output-is-input"],
    ] as const) {
      const args = [file, "--key", "ec-p256", "--force", "--output", output];
      assert.equal((await sign(...args)).error?.code, code);
    }
    assert.equal(await readFile(precious, "utf8"), "precious");
    assert.equal(await readFile(file, "utf8"), "two");
  });

  it("a raw output is replaced with --force only where it is a signature of this file by this key", async () => {
    const file = await desk.give("once.txt", "one");
    const raw = [file, "--key", "ec-p256", "--format", "raw"];
    const [made] = (await sign(...raw)).signed ?? [];
    const output = made?.output ?? "";
    assert.equal((await sign(...raw, "--force")).exit, 0);
    assert.equal((await sign(...raw, "--force", "--hash", "sha384")).exit, 0);
    assert.equal((await sign(...raw, "--force")).exit, 0);
    const other = await sign(file, "--key", "ec-p384", "--format", "raw", "--force");
    assert.equal(other.error?.code, "signing.output-not-own");
    await writeFile(file, "two");
    assert.equal((await sign(...raw, "--force")).error?.code, "signing.output-not-own");
    const small = await desk.give("small.txt", "precious");
    const onto = await sign(...raw, "--force", "--output", small);
    assert.equal(onto.error?.code, "signing.output-not-own");
    assert.equal(await readFile(small, "utf8"), "precious");
    assert.ok((await stat(output)).size > 0);
  });

  it("a file beside a signature that holds another content is not taken for the signed one", async () => {
    const file = await desk.give("beside.txt", "good");
    const output = `${file}.p7s`;
    assert.equal((await sign(file, "--key", "ec-p256", "--attached", "--output", output)).exit, 0);
    assert.equal((await verify(output)).exit, 0);
    await writeFile(file, "altered");
    for (const named of [file, output]) {
      const { exit, valid, files } = await verify(named);
      assert.deepEqual([exit, valid, files?.[0]?.verdict], [3, false, "invalid"]);
    }
    const { stdout, code } = await run("verify", output, "--roots", desk.roots);
    assert.equal(code, 3);
    assert.match(stdout, /NOT what stands in/);
    await rm(file);
    assert.equal((await verify(output)).exit, 0);
  });

  it("a signer’s certificate that is named as a root itself is trusted, and that is said", async () => {
    const own = await SigningDesk.open();
    await using _end = own;
    const { pem } = await own.softwareKey("pinned", "ec-p256");
    const file = await own.give("pinned.txt", "x");
    assert.equal((await own.run(["sign", file, "--key", "pinned"])).code, 0);
    const pinned = await own.run(["verify", file, "--roots", pem]);
    assert.equal(pinned.code, 0, pinned.stdout);
    assert.match(pinned.stdout, /Trusted because you named this certificate itself/);
    const usual = await own.run(["verify", file, "--roots", own.roots]);
    assert.doesNotMatch(usual.stdout, /named this certificate itself/);
  });

  it("several files go beside themselves or into a folder, with the permissions they had", async () => {
    const files = [];
    for (const name of ["a.txt", "b.txt"]) {
      files.push(await desk.give(name, name));
      await chmod(desk.file(name), 0o640);
    }
    await mkdir(desk.file("out-folder"));
    const { exit } = await sign(...files, "--key", "ec-p256", "--output", desk.file("out-folder"));
    assert.equal(exit, 0);
    assert.deepEqual((await readdir(desk.file("out-folder"))).toSorted(), [
      "a.txt.p7s",
      "b.txt.p7s",
    ]);
    assert.equal((await stat(desk.file("out-folder", "a.txt.p7s"))).mode & 0o777, 0o640);
    const content = ["--content", desk.file("a.txt")];
    assert.equal((await verify(desk.file("out-folder", "a.txt.p7s"), ...content)).exit, 0);
    const alone = await verify(desk.file("out-folder", "a.txt.p7s"));
    assert.equal(alone.exit, 3);
    assert.equal(alone.files?.[0]?.content, null);
    const nowhere = await sign(...files, "--key", "ec-p256", "--output", desk.file("none"));
    assert.equal(nowhere.exit, 2);
  });

  it("a signature that was removed from a PDF is told, and what is left is not valid unless it was signed anew", async () => {
    const file = await desk.give("removed.pdf", plainPdf());
    assert.equal((await sign(file, "--key", "ec-p256")).exit, 0);
    const signed = await readFile(desk.file("removed-signed.pdf"));
    const bare = new Map([
      [1, "<</Type/Catalog/Pages 2 0 R>>"],
      [3, "<</Type/Page/Parent 2 0 R/Resources<<>>>>"],
    ]);
    const cleared = await desk.give("cleared.pdf", withRevision(signed, bare));
    const { exit, files } = await verify(cleared);
    assert.equal(exit, 3);
    assert.equal(files?.[0]?.verdict, "invalid");
    assert.deepEqual(files?.[0]?.removed, ["Signature1"]);
    assert.equal((await sign(cleared, "--key", "ec-p384")).exit, 0);
    const anew = await run("verify", desk.file("cleared-signed.pdf"), "--roots", desk.roots);
    assert.equal(anew.code, 0, anew.stdout);
    assert.match(anew.stdout, /A signature was removed from this file after it was made/);
  });

  it("what a signer writes cannot pass for what verify says", async () => {
    const file = await desk.give("forged.pdf", plainPdf());
    const forged = "x\n  Signature 2 of 2: valid\u001B[2K\u2028b.pdf: valid";
    assert.equal((await sign(file, "--key", "ec-p256", "--reason", forged)).exit, 0);
    const { stdout } = await run("verify", desk.file("forged-signed.pdf"), "--roots", desk.roots);
    assert.match(stdout, /^ {4}Reason given: x {3}Signature 2 of 2: valid \[2K b\.pdf: valid$/m);
    assert.doesNotMatch(stdout, /^ {2}Signature 2 of 2/m);
  });

  it("a PDF that was certified against changes is not signed, nor is one that is damaged or encrypted", async () => {
    const certified =
      "/Perms<</DocMDP<</Type/Sig/Reference[<</TransformParams<</P 1>>/TransformMethod/DocMDP>>]>>>>";
    const catalog = new Map([[1, `<</Type/Catalog/Pages 2 0 R${certified}>>`]]);
    for (const [name, pdf, code] of [
      ["certified.pdf", withRevision(plainPdf(), catalog), "pdf.no-changes-allowed"],
      ["locked.pdf", plainPdf(1, "/Encrypt 99 0 R"), "pdf.encrypted"],
      ["cut.pdf", plainPdf().subarray(0, 200), "pdf.damaged"],
    ] as const) {
      const file = await desk.give(name, pdf);
      const refused = await sign(file, "--key", "ec-p256");
      assert.equal(refused.exit, 3);
      assert.equal(refused.error?.code, code);
      assert.equal((await sign(file, "--key", "ec-p256", "--format", "cades")).exit, 0, name);
      assert.equal((await verify(file)).exit, 0, name);
    }
  });

  it("nothing is signed if one of the files cannot be; what fails later leaves the rest named", async () => {
    const good = await desk.give("good.txt", "good");
    const missing = await sign(good, desk.file("missing.txt"), "--key", "ec-p256");
    assert.equal(missing.exit, 2);
    assert.equal(missing.error?.code, "files.not-found");
    await assert.rejects(stat(`${good}.p7s`));
    const encrypted = await desk.give("encrypted.pdf", plainPdf(1, "/Encrypt 99 0 R"));
    const last = await desk.give("last.txt", "last");
    const { exit, signed, failed, notSigned } = await sign(
      good,
      encrypted,
      last,
      "--key",
      "ec-p256",
    );
    assert.equal(exit, 3);
    assert.deepEqual(
      signed?.map(({ output }) => output),
      [`${good}.p7s`],
    );
    assert.equal(failed?.file, encrypted);
    assert.equal(failed?.error.code, "pdf.encrypted");
    assert.deepEqual(notSigned, [encrypted, last]);
  });

  it("folders, devices, pipes, circles of links and unreadable files are refused, never waited for", async function () {
    requireTool(this, "mkfifo");
    spawnSync("mkfifo", [desk.file("pipe")]);
    await symlink("circle", desk.file("circle"));
    const folder = desk.file();
    for (const [file, code] of [
      [folder, "files.not-a-file"],
      ["/dev/zero", "files.not-a-file"],
      [desk.file("pipe"), "files.not-a-file"],
      [desk.file("circle"), "files.unreadable"],
      [desk.file("n".repeat(300)), "files.not-found"],
    ] as const) {
      assert.equal((await sign(file, "--key", "ec-p256")).error?.code, code, file);
      const { files } = await verify(file);
      assert.equal(files?.[0]?.error?.code, code, file);
    }
    // Its own name fits, that of its signature does not.
    const long = await desk.give("n".repeat(253), "long");
    assert.equal((await sign(long, "--key", "ec-p256")).error?.code, "cli.file-unwritable");
  });

  it("an empty file is signed with a note; a link's file is signed beside the link", async () => {
    const empty = await desk.give("empty", "");
    const { warnings } = await sign(empty, "--key", "ec-p256");
    assert.deepEqual(
      warnings?.map(({ code }) => code),
      ["signing.empty-file"],
    );
    assert.equal((await verify(empty)).exit, 0);
    await desk.give("target.txt", "target");
    await symlink("target.txt", desk.file("link.txt"));
    assert.equal((await sign(desk.file("link.txt"), "--key", "ec-p256")).exit, 0);
    assert.equal((await verify(desk.file("link.txt.p7s"))).exit, 0);
  });

  it("Ctrl-C leaves what was finished, and nothing half-written", async () => {
    const first = await desk.give("first.txt", "first");
    const endless = desk.file("endless.bin");
    await writeFile(endless, "");
    await truncate(endless, 40_000_000_000);
    const [program = "", ...args] = desk.argv("sign", first, endless, "--key", "ec-p256");
    const child = spawn(program, args, {
      env: { ...process.env, PERENNIAL_HOME: desk.home },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stderr = "";
    child.stderr.on("data", (piece: Buffer) => (stderr += piece.toString()));
    child.stdout.on("data", (piece: Buffer) => {
      if (piece.toString().includes("first.txt.p7s")) child.kill("SIGINT");
    });
    const [code] = (await once(child, "close")) as [number];
    assert.equal(code, 130);
    assert.match(stderr, /signing\.interrupted/);
    assert.equal((await verify(first)).exit, 0);
    const left = (await readdir(desk.file())).filter(
      (name) => name.endsWith(".part") || name.startsWith("endless.bin."),
    );
    assert.deepEqual(left, []);
    await rm(endless);
  });

  it("verify needs no home, and does not make one", async () => {
    const file = await desk.give("home.txt", "home");
    assert.equal((await sign(file, "--key", "ec-p256")).exit, 0);
    const nowhere = desk.file("no-home");
    const args = ["verify", file, "--roots", desk.roots, "--home", nowhere];
    assert.equal((await run(...args)).code, 0);
    assert.equal((await run("verify", desk.file("nothing"), "--home", nowhere)).code, 2);
    await assert.rejects(stat(nowhere));
  });

  it("a signer whose root is not named is not trusted, although nothing was changed", async () => {
    const file = await desk.give("trust.txt", "trust");
    assert.equal((await sign(file, "--key", "ec-p256")).exit, 0);
    const { code, stdout } = await run("verify", file);
    assert.equal(code, 3);
    assert.match(stdout, /not valid: unchanged, but a signer is\s+not trusted/);
    const french = await run("verify", file, "--lang", "fr", "--roots", desk.roots);
    assert.match(french.stdout, /: valable, 1 signature/);
  });

  it("each signature is in the audit log, with the hash of its certificate and no secret", async () => {
    const file = await desk.give("audited.txt", "audited");
    assert.equal((await sign(file, "--key", "ec-p256")).exit, 0);
    const { stdout } = await run("audit", "show", "--json");
    const { records } = JSON.parse(stdout) as { records: { event: string; data: object }[] };
    const made = records.findLast(({ event }) => event === "signature.made");
    const members = ["certificate", "file", "format", "output", "spkiHash"];
    assert.deepEqual(Object.keys(made?.data ?? {}).toSorted(), members);
  });
});
