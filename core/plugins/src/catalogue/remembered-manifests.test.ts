import assert from "node:assert/strict";
import { readFile, rm, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { writePlugin } from "../manifest/test-plugin.js";
import { CatalogueBench, refusal } from "./catalogue-bench.js";
import { version } from "./catalogue-bench.js";

describe("FolderPluginCatalogue", () => {
  let bench: CatalogueBench;
  beforeEach(async () => {
    bench = await CatalogueBench.open();
  });
  afterEach(() => bench.close());

  describe("remembers manifests", () => {
    it("and notices every change, also one that keeps size and modification time", async () => {
      const folder = await writePlugin(bench.installed, "acme");
      const path = join(folder, "package.json");
      const at = new Date(Date.UTC(2026, 0, 1));
      await utimes(path, at, at);
      assert.equal((await bench.catalogue().active("acme")).version, "1.2.0");
      await writePlugin(bench.installed, "acme", version("1.2.1"));
      await utimes(path, at, at);
      assert.equal((await bench.catalogue().active("acme")).version, "1.2.1");
    });

    it("but looks at the whole folder before a plugin runs", async () => {
      await writePlugin(bench.installed, "acme");
      const plugins = bench.catalogue();
      await plugins.active("acme");
      await writeFile(join(bench.installed, "acme", "addon.node"), "x");
      await assert.rejects(plugins.plugin("acme", "1.2.0"), { code: "plugin.invalid" });
      await rm(join(bench.installed, "acme", "addon.node"));
      assert.equal((await plugins.forProviders(["acme.tls"])).length, 1);
    });

    it("without harm from a cache that is broken, of another kind, or cannot be written", async () => {
      await writePlugin(bench.installed, "acme");
      await bench.catalogue().plugins();
      const cache = join(bench.home, "cache", "plugins.json");
      for (const text of ["", "{", "[]", "null", '{"format":1,"plugins":{"x":null}}']) {
        await writeFile(cache, text);
        assert.equal((await bench.catalogue().plugins()).length, 1);
      }
      await rm(join(bench.home, "cache"), { recursive: true });
      await writeFile(join(bench.home, "cache"), "");
      assert.equal((await bench.catalogue().plugins()).length, 1);
    });

    it("and asks the policy about what is in the folder, not about what was remembered", async () => {
      await writePlugin(bench.installed, "acme");
      await bench.catalogue().plugins();
      await bench.policy({ policy: 1, plugins: { allow: [{ publisher: "Acme" }] } });
      const cache = join(bench.home, "cache", "plugins.json");
      await writePlugin(bench.installed, "acme", (m) => {
        m["publisher"] = "Evil";
      });
      assert.equal((await refusal(bench.catalogue().active("acme"))).code, "policy.refused");
      // Somebody edits the cache so that it names the allowed publisher.
      const forged = (await readFile(cache, "utf8")).replace('"Evil"', '"Acme"');
      await writeFile(cache, forged);
      assert.equal((await refusal(bench.catalogue().active("acme"))).code, "plugin.changed");
      assert.equal((await refusal(bench.catalogue().active("acme"))).code, "policy.refused");
    });
  });
});
