import assert from "node:assert/strict";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { writePlugin } from "../manifest/test-plugin.js";
import { CatalogueBench } from "./catalogue-bench.js";
import { named } from "./catalogue-bench.js";

describe("FolderPluginCatalogue", () => {
  let bench: CatalogueBench;
  beforeEach(async () => {
    bench = await CatalogueBench.open();
  });
  afterEach(() => bench.close());

  describe("finds plugins", () => {
    it("in the home, built in, and in --plugin-dir, itself a plugin or holding some", async () => {
      await writePlugin(bench.installed, "a", named("a"));
      const b = await writePlugin(bench.root, "b", named("b"));
      const c = await writePlugin(bench.root, "c", named("c"));
      await writePlugin(join(bench.root, "more"), "d", named("d"));
      await mkdir(join(bench.root, "more", "docs"));
      await writeFile(join(bench.root, "more", "README.md"), "");
      const plugins = await bench
        .catalogue({
          builtIn: [b],
          pluginDirs: [c, join(bench.root, "more")],
        })
        .plugins();
      assert.deepEqual(plugins.map(({ id, source }) => `${id} ${source}`).toSorted(), [
        "a home",
        "b built-in",
        "c plugin-dir",
        "d plugin-dir",
      ]);
    });

    it("and gives what a process needs to start them", async () => {
      const folder = await writePlugin(bench.installed, "acme-1.2.0");
      const [plugin] = await bench.catalogue().plugins();
      assert.equal(plugin?.main, join(folder, "plugin.js"));
      assert.equal(plugin.l10n, join(folder, "l10n"));
      assert.deepEqual(plugin.pages, ["www.acme.example"]);
      assert.deepEqual(plugin.permissions.keys, ["generate"]);
      assert.equal(plugin.providers[0]?.id, "acme.tls");
    });

    it("nowhere, in a home without plugins or without anything", async () => {
      await rm(bench.home, { recursive: true });
      assert.deepEqual(await bench.catalogue().plugins(), []);
      await assert.rejects(bench.catalogue().plugin("acme", "1.2.0"), { code: "plugin.not-found" });
    });

    it("but does not take an unreadable folder for an empty one", async () => {
      await rm(bench.installed, { recursive: true });
      await writeFile(bench.installed, "");
      await assert.rejects(bench.catalogue().plugins(), { code: "plugin.folder-unreadable" });
    });

    it("and says when --plugin-dir is not there or holds none", async () => {
      await mkdir(join(bench.root, "empty", "package"), { recursive: true });
      await writeFile(join(bench.root, "empty", "package", "package.json"), '{"name":"x"}');
      for (const [folder, expected] of [
        ["gone", "plugin.dir-not-found"],
        ["empty", "plugin.dir-empty"],
      ] as const) {
        const found = bench.catalogue({ pluginDirs: [join(bench.root, folder)] }).plugins();
        await assert.rejects(found, { code: expected });
      }
    });

    it("while others are broken, and lists those with what is wrong", async () => {
      await writePlugin(bench.installed, "good");
      await writePlugin(bench.installed, "bad", (m) => {
        named("bad")(m);
        m["main"] = "../../evil.js";
      });
      await mkdir(join(bench.installed, "empty"));
      await mkdir(join(bench.installed, "garbage"));
      await writeFile(join(bench.installed, "garbage", "package.json"), "}");
      await mkdir(join(bench.installed, ".tmp-download"));
      assert.deepEqual(
        (await bench.catalogue().plugins()).map(({ id }) => id),
        ["acme"],
      );
      const listed = await bench.catalogue().list();
      assert.deepEqual(
        listed.map(({ folder, id, active, findings }) => [
          folder.slice(bench.installed.length + 1),
          id,
          active,
          findings.map(({ rule }) => rule).join(),
        ]),
        [
          ["bad", "bad", false, "path-inside"],
          ["empty", undefined, false, "manifest-file"],
          ["garbage", undefined, false, "manifest-file"],
          ["good", "acme", true, ""],
        ],
      );
    });
  });

  it("reads only the manifests of the providers that are asked for", async () => {
    await writePlugin(bench.installed, "acme");
    await writePlugin(bench.installed, "other", named("other"));
    await bench.catalogue().list();
    const found = await bench.catalogue().forProviders(["acme.tls", "acme.gone", "nobody.tls"]);
    assert.deepEqual(
      found.map(({ id }) => id),
      ["acme"],
    );
  });

  it("finds the translations of a plugin that may not be used, and reads nothing else", async () => {
    const folder = await writePlugin(bench.installed, "acme");
    await rm(join(folder, "plugin.js"));
    await bench.catalogue().disable("acme");
    assert.equal(await bench.catalogue().translations("acme"), join(folder, "l10n"));
    assert.equal(await bench.catalogue().translations("gone"), undefined);
  });

  it("says of a plugin that is not used why: policy, quarantine, errors", async () => {
    const folder = await writePlugin(bench.installed, "acme");
    const why = async () => (await bench.catalogue().list()).flatMap(({ notes }) => notes);
    assert.deepEqual(await why(), []);
    await bench.policy({ policy: 1, plugins: { allow: [{ plugin: "other" }] } });
    const [refused, ...others] = await why();
    assert.deepEqual([refused?.key, others], ["plugin.note.refused", []]);
    assert.equal(refused?.args?.["rule"], "plugins.allow");
    assert.deepEqual(refused.args["reason"], {
      key: "policy.not-listed",
      args: { plugin: "acme" },
    });
    await bench.policy({ policy: 1 });
    for (let crashes = 0; crashes < 3; crashes++) {
      await bench.health.recordCrash("acme", { code: "plugin.crashed", params: {} });
    }
    assert.deepEqual(
      (await why()).map(({ key }) => key),
      ["plugin.note.quarantined"],
    );
    await rm(join(folder, "plugin.js"));
    await bench.catalogue().enable("acme");
    assert.deepEqual((await why()).at(-1), { key: "plugin.note.unsound", args: { folder } });
  });

  it("tells in plain words what a plugin may use", async () => {
    await writePlugin(bench.installed, "acme");
    const [listed] = await bench.catalogue().list();
    assert.deepEqual(listed?.permissions, [
      { key: "permission.network", args: { hosts: ["portal.acme.example"] } },
      { key: "permission.network-profile", args: { fields: ["portalUrl"] } },
      { key: "permission.pages", args: { hosts: ["www.acme.example"] } },
      { key: "permission.keys.generate" },
      { key: "permission.certificates.install" },
      { key: "permission.files.write", args: { fields: ["exportFolder"] } },
      { key: "permission.secrets", args: { names: ["password"] } },
    ]);
  });
});
