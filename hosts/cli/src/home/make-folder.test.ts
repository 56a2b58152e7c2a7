import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeFolder } from "./make-folder.js";
import { skipBecause } from "../testing/skip-because.js";

describe("making a folder", () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "perennial-folder-"));
  });
  afterEach(() => rm(root, { recursive: true }));

  it("makes those above it too, and leaves one that is there", async () => {
    const folder = join(root, "a", "b");
    makeFolder(folder);
    makeFolder(folder);
    assert.ok((await stat(folder)).isDirectory());
  });

  it("fails where a file is in the way", async () => {
    await writeFile(join(root, "file"), "");
    assert.throws(() => makeFolder(join(root, "file")), { code: "EEXIST" });
    assert.throws(() => makeFolder(join(root, "file", "home")), { code: "EEXIST" });
  });

  it("ends with an error where a folder can be seen but nothing made in it", function () {
    if (process.platform !== "linux") skipBecause(this, "only on Linux");
    this.timeout(120_000);
    // In a process of its own: a call that never ends could not be stopped from within.
    const module = join(import.meta.dirname, "make-folder.js");
    const script = `
      import { makeFolder } from ${JSON.stringify(module)};
      try { makeFolder("/proc/perennial/home"); } catch ({ code }) { console.log(code); }`;
    const { stdout, signal } = spawnSync(
      process.execPath,
      ["--input-type=module", "--eval", script],
      { encoding: "utf8", timeout: 10_000 },
    );
    assert.deepEqual([signal, stdout.trim()], [null, "ENOENT"]);
  });
});
