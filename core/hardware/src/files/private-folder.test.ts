import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { PerennialError } from "@perennial/api";
import { newHome, openStore, removeHomes } from "../test-support/stores.js";
import { nodeFiles } from "./file-operations.js";
import type { FileOperations } from "./file-operations.js";
import { PrivateFolder } from "./private-folder.js";
import { skipBecause } from "../test-support/skip-because.js";

function systemError(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(code), { code });
}

function failing(operation: "write" | "sync" | "link" | "open", code: string): FileOperations {
  return { ...nodeFiles, [operation]: () => Promise.reject(systemError(code)) };
}

after(removeHomes);

describe("Private folders", function () {
  this.timeout(120_000);

  it("write a file once, and never over another", async () => {
    const folder = new PrivateFolder(join(newHome(), "keys"));
    await folder.prepare();
    assert.equal(await folder.create("a", Buffer.from("first")), true);
    assert.equal(await folder.create("a", Buffer.from("second")), false);
    assert.equal(String(await folder.read("a")), "first");
    assert.deepEqual(readdirSync(folder.path), ["a"]);
  });

  it("read nothing where there is no folder or no file", async () => {
    const folder = new PrivateFolder(join(newHome(), "keys"));
    assert.equal(await folder.read("a"), null);
    assert.deepEqual(await folder.names(), []);
  });

  for (const operation of ["write", "sync"] as const) {
    for (const code of ["ENOSPC", "EDQUOT", "EFBIG"]) {
      it(`leave nothing on a full disk: ${code} in ${operation}`, async () => {
        const path = join(newHome(), "keys");
        await new PrivateFolder(path).prepare();
        const folder = new PrivateFolder(path, failing(operation, code));
        await assert.rejects(folder.create("a", Buffer.from("x")), (error) => {
          assert.ok(PerennialError.is(error, "keys.disk-full"));
          return error.retry !== undefined && error.effect === "none";
        });
        assert.deepEqual(readdirSync(path), []);
      });
    }
  }

  it("say which error the system gave when it is another", async () => {
    const path = join(newHome(), "keys");
    await new PrivateFolder(path).prepare();
    for (const [operation, code] of [
      ["write", "EIO"],
      ["link", "EPERM"],
      ["open", "EROFS"],
    ] as const) {
      const folder = new PrivateFolder(path, failing(operation, code));
      await assert.rejects(folder.create("a", Buffer.from("x")), (error) => {
        assert.ok(PerennialError.is(error, "keys.folder-unusable"));
        return error.params["system"] === code;
      });
      assert.deepEqual(readdirSync(path), []);
    }
  });

  it("remove what dead processes left half done, and leave what live ones are writing", async () => {
    const folder = new PrivateFolder(join(newHome(), "keys"));
    await folder.prepare();
    const child = spawn(process.execPath, ["--version"], { stdio: "ignore" });
    await once(child, "exit");
    const left = (pid: number | undefined) => `.a.json.${pid}.0123456789abcdef.tmp`;
    for (const pid of [child.pid, process.pid]) {
      writeFileSync(join(folder.path, left(pid)), "x", { mode: 0o600 });
    }
    assert.deepEqual(await folder.names(), []);
    await folder.prepare();
    assert.deepEqual(readdirSync(folder.path), [left(process.pid)]);
  });

  it("do not follow a link that stands in a file's place", async () => {
    const folder = new PrivateFolder(join(newHome(), "keys"));
    await folder.prepare();
    const { symlinkSync } = await import("node:fs");
    symlinkSync("/etc/passwd", join(folder.path, "a"));
    await assert.rejects(folder.read("a"), { code: "keys.folder-unusable" });
    assert.equal(await folder.create("a", Buffer.from("x")), false);
    assert.notEqual(readFileSync("/etc/passwd", "utf8"), "x");
  });
});

describe("A disk that is really full", function () {
  this.timeout(120_000);

  it("refuses the key by name, and makes it once there is room", async function () {
    const { execFileSync, spawnSync } = await import("node:child_process");
    const disk = mkdtempSync(join(newHome(), "disk-"));
    const options = ["-t", "tmpfs", "-o", "size=64k,mode=0700", "tmpfs", disk];
    if (process.platform !== "linux") skipBecause(this, "only on Linux");
    if (spawnSync("mount", options).status !== 0) skipBecause(this, "only root may mount");
    try {
      const { keys, storeKey } = openStore(disk);
      await storeKey.unlock();
      writeFileSync(join(disk, "filler"), "");
      const id = await keys.newId();
      const { truncateSync } = await import("node:fs");
      spawnSync("dd", ["if=/dev/zero", `of=${join(disk, "filler")}`, "bs=1k"]);
      const request = { id, algorithm: "ec-p256", label: "x" } as const;
      await assert.rejects(keys.generate(request), { code: "keys.disk-full" });
      assert.deepEqual(readdirSync(join(disk, "keys")), ["store.json"]);
      truncateSync(join(disk, "filler"));
      await keys.generate(request);
    } finally {
      execFileSync("umount", [disk]);
    }
  });
});
