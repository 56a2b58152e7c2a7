import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { modulePlaces } from "./module-places.js";
import { readModulesFile } from "./modules-file.js";
import { skipBecause } from "../testing/skip-because.js";

describe("The list of token drivers", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "perennial-modules-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const path = () => join(folder, "modules.json");
  function write(value: unknown, mode = 0o600): string {
    writeFileSync(path(), typeof value === "string" ? value : JSON.stringify(value));
    chmodSync(path(), mode);
    return path();
  }

  it("is empty where there is no file", async () => {
    assert.deepEqual(await readModulesFile(path()), []);
  });

  it("names modules by path, name and parameters", async () => {
    const modules = [{ path: "/a.so", name: "A", parameters: "slots=2" }, { path: "/b.so" }];
    assert.deepEqual(await readModulesFile(write({ modules })), modules);
  });

  it("is refused with everything that is wrong with it", async () => {
    const value = { modules: [{ name: "A" }, { path: "b.so", slot: 1 }], more: true };
    const problems = await readModulesFile(write(value)).then(
      () => [],
      (error: { code: string; params: { problems: { path: string }[] } }) => {
        assert.equal(error.code, "modules.invalid");
        return error.params.problems.map((problem) => problem.path);
      },
    );
    assert.deepEqual(problems.toSorted(), ["/modules/0/path", "/modules/1/slot", "/more"]);
    const relative = readModulesFile(write({ modules: [{ path: "b.so" }] }));
    await assert.rejects(relative, { code: "modules.invalid" });
    await assert.rejects(readModulesFile(write("{")), { code: "modules.not-json" });
  });

  it("is refused where others may change it: what it names is given PINs", async function () {
    if (process.platform === "win32") skipBecause(this, "files have no modes on Windows");
    await assert.rejects(readModulesFile(write({ modules: [] }, 0o664)), {
      code: "modules.open-to-others",
    });
    assert.deepEqual(await readModulesFile(write({ modules: [] }, 0o644)), []);
  });

  it("is refused where it is a pipe, and not waited for", async function () {
    if (spawnSync("mkfifo", [path()]).status !== 0) skipBecause(this, "no mkfifo");
    await assert.rejects(readModulesFile(path()), { code: "modules.not-a-file" });
  });

  it("comes after what the command line names, and both before p11-kit and known paths", async () => {
    write({ modules: [{ path: "/listed.so" }] });
    const places = modulePlaces(["given.so"], folder, { env: {}, cwd: "/here", platform: "linux" });
    assert.deepEqual(
      places.map(({ name }) => name),
      ["configured", "p11-kit", "atr", "known-path"],
    );
    const { modules } = (await places[0]?.names.read()) ?? { modules: [] };
    assert.deepEqual(
      modules.map((module) => module.path),
      ["/here/given.so", "/listed.so"],
    );
  });
});
