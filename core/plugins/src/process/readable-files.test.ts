import assert from "node:assert/strict";
import { mkdir, mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { requireSelfContained } from "./readable-files.js";
import { skipBecause } from "../testing/skip-because.js";

describe("The folder of a plugin", () => {
  let root: string;
  before(async () => {
    root = await realpath(await mkdtemp(join(tmpdir(), "perennial-folder-")));
  });
  after(() => rm(root, { recursive: true }));

  it("is refused with an asterisk, which would grant the folders beside it", async function () {
    if (process.platform === "win32") skipBecause(this, "asterisks cannot be in names on Windows");
    for (const name of ["acme*", "*", "a*b"]) {
      await mkdir(join(root, name));
      await assert.rejects(requireSelfContained("acme", join(root, name)), {
        code: "plugin.folder-name",
      });
    }
    await mkdir(join(root, "a, b"));
    assert.equal(await requireSelfContained("acme", join(root, "a, b")), join(root, "a, b"));
  });
});
