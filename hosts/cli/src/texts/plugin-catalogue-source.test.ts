import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pluginCatalogueSource } from "./plugin-catalogue-source.js";
import { skipBecause } from "../testing/skip-because.js";

describe("the texts of a plugin", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "perennial-texts-"));
  });
  afterEach(() => rm(folder, { recursive: true }));
  const english = async () => (await pluginCatalogueSource(folder, "en")["en"]?.())?.default;

  it("are what its file holds, and none without one", async () => {
    assert.deepEqual(await english(), {});
    await writeFile(join(folder, "en.json"), '{"a":"A"}');
    assert.deepEqual(await english(), { a: "A" });
  });

  it("are none in a file larger than a catalogue may be", async () => {
    await writeFile(join(folder, "en.json"), `{"a":"${"x".repeat(1024 * 1024)}"}`);
    assert.deepEqual(await english(), {});
  });

  it("are not waited for", async function () {
    if (process.platform === "win32") skipBecause(this, "no named pipes on Windows");
    execFileSync("mkfifo", [join(folder, "en.json")]);
    assert.deepEqual(await english(), {});
  });
});
