import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { closeSync, constants, openSync, renameSync, writeFileSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { PassphraseFile } from "../passphrase/passphrase-file.js";
import { PrivateFolder } from "./private-folder.js";
import { newHome, removeHomes } from "../test-support/stores.js";
import { SystemdCredential } from "../passphrase/systemd-credential.js";
import { readHandedOver } from "./handed-over.js";
import { skipBecause } from "../test-support/skip-because.js";

describe("A pipe that was handed over", () => {
  before(function () {
    if (process.platform === "win32") skipBecause(this, "no named pipes on Windows");
  });
  after(removeHomes);

  /** Both ends of a pipe: a descriptor to read, and one to write. */
  function pipe(): { readonly path: string; readonly end: number; readonly named: string } {
    const named = join(newHome(), "pipe");
    assert.equal(spawnSync("mkfifo", ["-m", "600", named]).status, 0);
    const descriptor = openSync(named, constants.O_RDONLY | constants.O_NONBLOCK);
    return { path: `/dev/fd/${descriptor}`, end: openSync(named, "w"), named };
  }

  it("gives a passphrase, as often as it is needed in one process", async () => {
    const { path, end } = pipe();
    writeSync(end, "of a pipe\n");
    closeSync(end);
    const source = new PassphraseFile(path);
    for (let read = 0; read < 2; read += 1) {
      assert.equal(Buffer.from((await source.find()) ?? []).toString(), "of a pipe");
    }
  });

  it("is read to a limit, and not waited for without end", async () => {
    const large = pipe();
    writeSync(large.end, "x".repeat(5_000));
    await assert.rejects(readHandedOver(large.path, { largest: 4_096 }), {
      code: "files.handed-over-too-large",
    });
    closeSync(large.end);
    const open = pipe();
    writeSync(open.end, "begun");
    await assert.rejects(readHandedOver(open.path, { largest: 4_096, patience: 30 }), {
      code: "files.handed-over-too-slow",
    });
    closeSync(open.end);
  });

  it("with a name is no file of the store or credential, and is not waited for", async () => {
    const { named, end } = pipe();
    closeSync(end);
    const folder = dirname(named);
    await assert.rejects(new PrivateFolder(folder).read("pipe"), { code: "keys.corrupt" });
    renameSync(named, join(folder, "perennial-passphrase"));
    const credential = new SystemdCredential(folder).find();
    await assert.rejects(credential, { code: "keys.passphrase-file-unusable" });
  });

  it("is told from a file, a pipe with a name, and a descriptor that is not open", async () => {
    const { named, end, path } = pipe();
    const file = join(newHome(), "file");
    writeFileSync(file, "x", { mode: 0o644 });
    const descriptor = openSync(file, "r");
    for (const other of [named, `/dev/fd/${descriptor}`, "/dev/fd/999999"]) {
      assert.equal(await readHandedOver(other, { largest: 10 }), undefined);
    }
    await assert.rejects(new PassphraseFile(named).find(), { code: "keys.passphrase-file-open" });
    const given = new PassphraseFile(`/dev/fd/${descriptor}`).find();
    await assert.rejects(given, { code: "keys.passphrase-file-open" });
    closeSync(end);
    closeSync(descriptor);
    assert.deepEqual(await readHandedOver(path, { largest: 10 }), Buffer.alloc(0));
  });
});
