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
import { requireTool } from "../harness/index.js";
import { plainPdf } from "./pdf.js";
import { SigningDesk } from "./signing-desk.js";
import { signingCommands } from "./signing-commands.js";

describe("What perennial sign writes", function () {
  this.timeout(120_000);
  let desk: SigningDesk;
  const { sign, verify } = signingCommands(() => desk);

  before(async () => {
    desk = await SigningDesk.open();
    for (const algorithm of ["ec-p256", "ec-p384"] as const)
      await desk.softwareKey(algorithm, algorithm);
  });
  after(() => desk?.[Symbol.asyncDispose]());

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
});
