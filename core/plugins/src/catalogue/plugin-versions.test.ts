import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { writePlugin } from "../manifest/test-plugin.js";
import { CatalogueBench, refusal } from "./catalogue-bench.js";
import { version } from "./catalogue-bench.js";

describe("FolderPluginCatalogue with several versions of a plugin", () => {
  let bench: CatalogueBench;
  beforeEach(async () => {
    bench = await CatalogueBench.open();
  });
  afterEach(() => bench.close());

  beforeEach(async () => {
    await writePlugin(bench.installed, "acme@1.0.0", version("1.0.0"));
    await writePlugin(bench.installed, "acme@1.10.0", (m) => {
      version("1.10.0")(m);
      m.perennial["takesOver"] = ">=0.9.0 <1.0.0";
    });
    await writePlugin(bench.installed, "acme@1.9.0", version("1.9.0"));
  });

  it("uses the newest for new renewals and the old ones for theirs", async () => {
    const plugins = bench.catalogue();
    assert.equal((await plugins.active("acme")).version, "1.10.0");
    assert.deepEqual(
      (await plugins.plugins()).map((plugin) => plugin.version),
      ["1.10.0"],
    );
    assert.equal((await plugins.plugin("acme", "1.0.0")).version, "1.0.0");
  });

  it("names what there is, and what takes over, when a version is gone", async () => {
    const error = await refusal(bench.catalogue().plugin("acme", "0.9.5"));
    assert.equal(error.code, "plugin.version-gone");
    assert.deepEqual(error.params, {
      plugin: "acme",
      version: "0.9.5",
      available: ["1.10.0", "1.9.0", "1.0.0"],
      successor: "1.10.0",
    });
    assert.equal((await bench.catalogue().successor("acme", "0.9.5"))?.version, "1.10.0");
    assert.equal(await bench.catalogue().successor("acme", "1.0.0"), undefined);
    assert.equal(
      (await refusal(bench.catalogue().plugin("acme", "0.1.0"))).params["successor"],
      "none",
    );
  });

  it("falls back to an older one when the newest is broken or refused", async () => {
    await rm(join(bench.installed, "acme@1.10.0", "plugin.js"));
    assert.equal((await bench.catalogue().active("acme")).version, "1.9.0");
    await bench.policy({ policy: 1, plugins: { deny: [{ plugin: "acme", versions: ">1.0.0" }] } });
    assert.equal((await bench.catalogue().active("acme")).version, "1.0.0");
  });

  it("prefers --plugin-dir to the home and the home to what is built in, and says so", async () => {
    const builtIn = await writePlugin(bench.root, "built-in", version("1.10.0"));
    const own = await writePlugin(bench.root, "own", version("1.10.0"));
    const plugins = bench.catalogue({ builtIn: [builtIn], pluginDirs: [own] });
    assert.equal((await plugins.active("acme")).folder, own);
    const notes = (await plugins.list()).map(({ folder, notes }) => [
      folder.slice(bench.root.length + 1),
      notes.map(({ key }) => key).join(),
    ]);
    assert.deepEqual(Object.fromEntries(notes), {
      own: "",
      "home/plugins/acme@1.0.0": "plugin.note.not-active",
      "home/plugins/acme@1.10.0": "plugin.note.shadowed",
      "home/plugins/acme@1.9.0": "plugin.note.not-active",
      "built-in": "plugin.note.shadowed",
    });
    assert.equal((await bench.catalogue({ builtIn: [builtIn] }).active("acme")).source, "home");
  });
});
