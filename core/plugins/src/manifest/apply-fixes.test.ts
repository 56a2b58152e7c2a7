import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { applyFixes, patch } from "./apply-fixes.js";
import type { Finding } from "./finding.js";

describe("applyFixes", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "perennial-fix-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const finding = (fix?: Finding["fix"]): Finding => ({
    rule: "r",
    severity: "error",
    file: "package.json",
    path: "",
    message: { key: "m" },
    hint: { key: "h" },
    ...(fix === undefined ? {} : { fix }),
  });

  it("mends the file, keeps its indentation and leaves nothing else behind", async () => {
    const path = join(folder, "package.json");
    await writeFile(path, '{\n\t"version": "v1.0.0",\n\t"a": [1, 2]\n}\n');
    const mended = await applyFixes(folder, [
      finding(),
      finding({
        file: "package.json",
        operations: [{ op: "replace", path: "/version", value: "1.0.0" }],
      }),
      finding({ file: "package.json", operations: [{ op: "remove", path: "/a/0" }] }),
    ]);
    assert.equal(mended.length, 2);
    assert.equal(
      await readFile(path, "utf8"),
      '{\n\t"version": "1.0.0",\n\t"a": [\n\t\t2\n\t]\n}\n',
    );
    assert.deepEqual(await readdir(folder), ["package.json"]);
  });

  it("passes over a fix that no longer fits, and one for a file outside", async () => {
    await writeFile(join(folder, "package.json"), "{}");
    const gone = finding({ file: "package.json", operations: [{ op: "remove", path: "/x" }] });
    const outside = finding({ file: "../x.json", operations: [{ op: "remove", path: "/x" }] });
    assert.deepEqual(await applyFixes(folder, [gone, outside]), []);
    assert.equal(await readFile(join(folder, "package.json"), "utf8"), "{}");
  });
});

describe("patch", () => {
  it("reads pointers with escapes, and adds where nothing was", () => {
    assert.deepEqual(patch({ a: {} }, [{ op: "add", path: "/a/x~1y~0z", value: 1 }]), {
      a: { "x/y~z": 1 },
    });
  });
  it("makes a member named __proto__ an ordinary one", () => {
    const patched = patch({}, [{ op: "add", path: "/__proto__", value: { bad: true } }]);
    assert.equal(JSON.stringify(patched), '{"__proto__":{"bad":true}}');
    assert.equal(({} as { bad?: boolean }).bad, undefined);
  });
});
