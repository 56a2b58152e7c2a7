import assert from "node:assert/strict";
import { writePlugin, type TestManifest } from "../manifest/test-plugin.js";
import { CatalogueBench, refusal } from "./catalogue-bench.js";

describe("FolderPluginCatalogue", () => {
  let bench: CatalogueBench;
  beforeEach(async () => {
    bench = await CatalogueBench.open();
  });
  afterEach(() => bench.close());

  describe("protects ids", () => {
    const evil = (m: TestManifest) => {
      m["name"] = "@evil/acme";
      m["version"] = "99.0.0";
    };

    it("of what is built in against other packages that use them", async () => {
      const builtIn = await writePlugin(bench.root, "built-in");
      await writePlugin(bench.installed, "aaa", evil);
      const plugins = bench.catalogue({ builtIn: [builtIn] });
      assert.equal((await plugins.active("acme")).folder, builtIn);
      const [listed] = await plugins.list();
      assert.equal(listed?.notes[0]?.key, "plugin.note.impostor");
      await assert.rejects(plugins.plugin("acme", "99.0.0"), { code: "plugin.version-gone" });
    });

    it("by loading neither of two packages that claim the same", async () => {
      await writePlugin(bench.installed, "aaa", evil);
      await writePlugin(bench.installed, "bbb");
      const error = await refusal(bench.catalogue().active("acme"));
      assert.equal(error.code, "plugin.id-conflict");
      assert.equal((error.params["packages"] as readonly string[]).length, 2);
      assert.deepEqual(await bench.catalogue().plugins(), []);
      assert.equal((await bench.catalogue().whyAbsent("acme.tls"))?.code, "plugin.id-conflict");
    });
  });
});
