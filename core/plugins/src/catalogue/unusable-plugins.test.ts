import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { writePlugin } from "../manifest/test-plugin.js";
import { CatalogueBench, refusal } from "./catalogue-bench.js";

describe("FolderPluginCatalogue", () => {
  let bench: CatalogueBench;
  beforeEach(async () => {
    bench = await CatalogueBench.open();
  });
  afterEach(() => bench.close());

  describe("answers why a plugin may not be used:", () => {
    beforeEach(() => writePlugin(bench.installed, "acme"));

    it("it is not there, and which are", async () => {
      const error = await refusal(bench.catalogue().active("certum"));
      assert.equal(error.code, "plugin.not-found");
      assert.deepEqual(error.params, { plugin: "certum", available: ["acme"], count: 1 });
      assert.equal((await bench.catalogue().whyAbsent("certum.tls"))?.code, "plugin.not-found");
    });

    it("it has no such provider", async () => {
      assert.equal((await bench.catalogue().whyAbsent("acme.gone"))?.code, "plugin.provider-gone");
      assert.equal(await bench.catalogue().whyAbsent("acme.tls"), undefined);
    });

    it("it is switched off, until it is switched on again", async () => {
      const plugins = bench.catalogue();
      await plugins.disable("acme");
      assert.deepEqual(await plugins.plugins(), []);
      await assert.rejects(plugins.plugin("acme", "1.2.0"), { code: "plugin.disabled" });
      assert.equal((await plugins.list())[0]?.enabled, false);
      await plugins.enable("acme");
      assert.equal((await plugins.active("acme")).id, "acme");
      assert.deepEqual(bench.settings.audited, ["plugin.disabled acme", "plugin.enabled acme"]);
    });

    it("a switch in an unknown position counts as off", async () => {
      bench.settings.values.set("plugin.enabled.acme", "maybe");
      await assert.rejects(bench.catalogue().active("acme"), { code: "plugin.disabled" });
    });

    it("it is in quarantine, which switching on lifts", async () => {
      const crash = { code: "plugin.crashed", params: {} };
      for (let crashes = 0; crashes < 3; crashes++) await bench.health.recordCrash("acme", crash);
      const plugins = bench.catalogue();
      await assert.rejects(plugins.active("acme"), { code: "plugin.quarantined" });
      assert.equal((await plugins.list())[0]?.quarantine?.crashes, 3);
      await plugins.enable("acme");
      assert.equal((await plugins.active("acme")).id, "acme");
    });

    it("policy refuses it, with the rule's name, file and place, whatever else there is", async () => {
      await bench.policy({ policy: 1, plugins: { allow: [{ id: "ours", plugin: "luxtrust" }] } });
      await bench.catalogue().disable("acme");
      const error = await refusal(bench.catalogue().plugin("acme", "1.2.0"));
      assert.equal(error.code, "policy.refused");
      assert.equal(error.params["rule"], "plugins.allow");
      assert.equal(error.params["file"], join(bench.home, "policy.json"));
      assert.equal(error.params["pointer"], "/plugins/allow");
      const [listed] = await bench.catalogue().list();
      assert.equal(listed?.verdict?.verdict, "refused");
    });

    it("the policy cannot be read: nothing loads, everything is listed", async () => {
      await writeFile(join(bench.home, "policy.json"), "{");
      assert.deepEqual(await bench.catalogue().plugins(), []);
      await assert.rejects(bench.catalogue().active("acme"), { code: "policy.unreadable" });
      assert.equal((await bench.catalogue().list()).length, 1);
    });

    it("it breaks rules, all of which are named", async () => {
      await rm(join(bench.installed, "acme", "plugin.js"));
      await rm(join(bench.installed, "acme", "l10n", "en.json"));
      const error = await refusal(bench.catalogue().plugin("acme", "1.2.0"));
      assert.equal(error.code, "plugin.invalid");
      assert.deepEqual(
        (error.params["findings"] as { rule: string }[]).map(({ rule }) => rule),
        ["l10n-source", "main-file"],
      );
    });

    it("switching names a plugin that is not there", async () => {
      await assert.rejects(bench.catalogue().disable("certum"), { code: "plugin.not-found" });
      assert.deepEqual(bench.settings.audited, []);
    });
  });
});
