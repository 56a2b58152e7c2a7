import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PerennialError } from "@perennial/api";
import { StorePluginHealth } from "../health/store-plugin-health.js";
import { providerOf, writePlugin, type TestManifest } from "../manifest/test-plugin.js";
import { FilePolicyGate } from "../policy/file-policy-gate.js";
import { FolderPluginCatalogue } from "./folder-plugin-catalogue.js";
import { PluginSwitches } from "./plugin-switches.js";
import { TestClock, TestSettings } from "./test-settings.js";

describe("FolderPluginCatalogue", () => {
  let root: string;
  let home: string;
  let installed: string;
  let settings: TestSettings;
  let health: StorePluginHealth;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "perennial-catalogue-"));
    home = join(root, "home");
    installed = join(home, "plugins");
    await mkdir(installed, { recursive: true });
    settings = new TestSettings();
    health = new StorePluginHealth(settings.asStore(), new TestClock());
  });
  afterEach(() => rm(root, { recursive: true }));

  const catalogue = (folders: { builtIn?: string[]; pluginDirs?: string[] } = {}) =>
    new FolderPluginCatalogue(
      { builtIn: [], pluginDirs: [], ...folders, home },
      new FilePolicyGate({ paths: [join(home, "policy.json")] }),
      new PluginSwitches(settings.asStore(), new TestClock()),
      health,
    );
  const version = (text: string) => (m: TestManifest) => {
    m["version"] = text;
  };
  const named = (id: string) => (m: TestManifest) => {
    m["name"] = `@acme/${id}`;
    providerOf(m)["id"] = `${id}.tls`;
  };
  const code = async (promise: Promise<unknown>): Promise<PerennialError> => {
    try {
      await promise;
    } catch (error) {
      if (PerennialError.is(error)) return error;
      throw error;
    }
    return assert.fail("it did not throw");
  };
  const policy = (value: object) => writeFile(join(home, "policy.json"), JSON.stringify(value));

  describe("finds plugins", () => {
    it("in the home, built in, and in --plugin-dir, itself a plugin or holding some", async () => {
      await writePlugin(installed, "a", named("a"));
      const b = await writePlugin(root, "b", named("b"));
      const c = await writePlugin(root, "c", named("c"));
      await writePlugin(join(root, "more"), "d", named("d"));
      await mkdir(join(root, "more", "docs"));
      await writeFile(join(root, "more", "README.md"), "");
      const plugins = await catalogue({
        builtIn: [b],
        pluginDirs: [c, join(root, "more")],
      }).plugins();
      assert.deepEqual(plugins.map(({ id, source }) => `${id} ${source}`).toSorted(), [
        "a home",
        "b built-in",
        "c plugin-dir",
        "d plugin-dir",
      ]);
    });

    it("and gives what a process needs to start them", async () => {
      const folder = await writePlugin(installed, "acme-1.2.0");
      const [plugin] = await catalogue().plugins();
      assert.equal(plugin?.main, join(folder, "plugin.js"));
      assert.equal(plugin.l10n, join(folder, "l10n"));
      assert.deepEqual(plugin.pages, ["www.acme.example"]);
      assert.deepEqual(plugin.permissions.keys, ["generate"]);
      assert.equal(plugin.providers[0]?.id, "acme.tls");
    });

    it("nowhere, in a home without plugins or without anything", async () => {
      await rm(home, { recursive: true });
      assert.deepEqual(await catalogue().plugins(), []);
      await assert.rejects(catalogue().plugin("acme", "1.2.0"), { code: "plugin.not-found" });
    });

    it("but does not take an unreadable folder for an empty one", async () => {
      await rm(installed, { recursive: true });
      await writeFile(installed, "");
      await assert.rejects(catalogue().plugins(), { code: "plugin.folder-unreadable" });
    });

    it("and says when --plugin-dir is not there or holds none", async () => {
      await mkdir(join(root, "empty", "package"), { recursive: true });
      await writeFile(join(root, "empty", "package", "package.json"), '{"name":"x"}');
      for (const [folder, expected] of [
        ["gone", "plugin.dir-not-found"],
        ["empty", "plugin.dir-empty"],
      ] as const) {
        const found = catalogue({ pluginDirs: [join(root, folder)] }).plugins();
        await assert.rejects(found, { code: expected });
      }
    });

    it("while others are broken, and lists those with what is wrong", async () => {
      await writePlugin(installed, "good");
      await writePlugin(installed, "bad", (m) => {
        named("bad")(m);
        m["main"] = "../../evil.js";
      });
      await mkdir(join(installed, "empty"));
      await mkdir(join(installed, "garbage"));
      await writeFile(join(installed, "garbage", "package.json"), "}");
      await mkdir(join(installed, ".tmp-download"));
      assert.deepEqual(
        (await catalogue().plugins()).map(({ id }) => id),
        ["acme"],
      );
      const listed = await catalogue().list();
      assert.deepEqual(
        listed.map(({ folder, id, active, findings }) => [
          folder.slice(installed.length + 1),
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

  describe("with several versions of a plugin", () => {
    beforeEach(async () => {
      await writePlugin(installed, "acme@1.0.0", version("1.0.0"));
      await writePlugin(installed, "acme@1.10.0", (m) => {
        version("1.10.0")(m);
        m.perennial["takesOver"] = ">=0.9.0 <1.0.0";
      });
      await writePlugin(installed, "acme@1.9.0", version("1.9.0"));
    });

    it("uses the newest for new renewals and the old ones for theirs", async () => {
      const plugins = catalogue();
      assert.equal((await plugins.active("acme")).version, "1.10.0");
      assert.deepEqual(
        (await plugins.plugins()).map((plugin) => plugin.version),
        ["1.10.0"],
      );
      assert.equal((await plugins.plugin("acme", "1.0.0")).version, "1.0.0");
    });

    it("names what there is, and what takes over, when a version is gone", async () => {
      const error = await code(catalogue().plugin("acme", "0.9.5"));
      assert.equal(error.code, "plugin.version-gone");
      assert.deepEqual(error.params, {
        plugin: "acme",
        version: "0.9.5",
        available: ["1.10.0", "1.9.0", "1.0.0"],
        successor: "1.10.0",
      });
      assert.equal((await catalogue().successor("acme", "0.9.5"))?.version, "1.10.0");
      assert.equal(await catalogue().successor("acme", "1.0.0"), undefined);
      assert.equal((await code(catalogue().plugin("acme", "0.1.0"))).params["successor"], "none");
    });

    it("falls back to an older one when the newest is broken or refused", async () => {
      await rm(join(installed, "acme@1.10.0", "plugin.js"));
      assert.equal((await catalogue().active("acme")).version, "1.9.0");
      await policy({ policy: 1, plugins: { deny: [{ plugin: "acme", versions: ">1.0.0" }] } });
      assert.equal((await catalogue().active("acme")).version, "1.0.0");
    });

    it("prefers --plugin-dir to the home and the home to what is built in, and says so", async () => {
      const builtIn = await writePlugin(root, "built-in", version("1.10.0"));
      const own = await writePlugin(root, "own", version("1.10.0"));
      const plugins = catalogue({ builtIn: [builtIn], pluginDirs: [own] });
      assert.equal((await plugins.active("acme")).folder, own);
      const notes = (await plugins.list()).map(({ folder, notes }) => [
        folder.slice(root.length + 1),
        notes.map(({ key }) => key).join(),
      ]);
      assert.deepEqual(Object.fromEntries(notes), {
        own: "",
        "home/plugins/acme@1.0.0": "plugin.note.not-active",
        "home/plugins/acme@1.10.0": "plugin.note.shadowed",
        "home/plugins/acme@1.9.0": "plugin.note.not-active",
        "built-in": "plugin.note.shadowed",
      });
      assert.equal((await catalogue({ builtIn: [builtIn] }).active("acme")).source, "home");
    });
  });

  describe("protects ids", () => {
    const evil = (m: TestManifest) => {
      m["name"] = "@evil/acme";
      m["version"] = "99.0.0";
    };

    it("of what is built in against other packages that use them", async () => {
      const builtIn = await writePlugin(root, "built-in");
      await writePlugin(installed, "aaa", evil);
      const plugins = catalogue({ builtIn: [builtIn] });
      assert.equal((await plugins.active("acme")).folder, builtIn);
      const [listed] = await plugins.list();
      assert.equal(listed?.notes[0]?.key, "plugin.note.impostor");
      await assert.rejects(plugins.plugin("acme", "99.0.0"), { code: "plugin.version-gone" });
    });

    it("by loading neither of two packages that claim the same", async () => {
      await writePlugin(installed, "aaa", evil);
      await writePlugin(installed, "bbb");
      const error = await code(catalogue().active("acme"));
      assert.equal(error.code, "plugin.id-conflict");
      assert.equal((error.params["packages"] as readonly string[]).length, 2);
      assert.deepEqual(await catalogue().plugins(), []);
      assert.equal((await catalogue().whyAbsent("acme.tls"))?.code, "plugin.id-conflict");
    });
  });

  describe("answers why a plugin may not be used:", () => {
    beforeEach(() => writePlugin(installed, "acme"));

    it("it is not there, and which are", async () => {
      const error = await code(catalogue().active("certum"));
      assert.equal(error.code, "plugin.not-found");
      assert.deepEqual(error.params, { plugin: "certum", available: ["acme"], count: 1 });
      assert.equal((await catalogue().whyAbsent("certum.tls"))?.code, "plugin.not-found");
    });

    it("it has no such provider", async () => {
      assert.equal((await catalogue().whyAbsent("acme.gone"))?.code, "plugin.provider-gone");
      assert.equal(await catalogue().whyAbsent("acme.tls"), undefined);
    });

    it("it is switched off, until it is switched on again", async () => {
      const plugins = catalogue();
      await plugins.disable("acme");
      assert.deepEqual(await plugins.plugins(), []);
      await assert.rejects(plugins.plugin("acme", "1.2.0"), { code: "plugin.disabled" });
      assert.equal((await plugins.list())[0]?.enabled, false);
      await plugins.enable("acme");
      assert.equal((await plugins.active("acme")).id, "acme");
      assert.deepEqual(settings.audited, ["plugin.disabled acme", "plugin.enabled acme"]);
    });

    it("a switch in an unknown position counts as off", async () => {
      settings.values.set("plugin.enabled.acme", "maybe");
      await assert.rejects(catalogue().active("acme"), { code: "plugin.disabled" });
    });

    it("it is in quarantine, which switching on lifts", async () => {
      const crash = { code: "plugin.crashed", params: {} };
      for (let crashes = 0; crashes < 3; crashes++) await health.recordCrash("acme", crash);
      const plugins = catalogue();
      await assert.rejects(plugins.active("acme"), { code: "plugin.quarantined" });
      assert.equal((await plugins.list())[0]?.quarantine?.crashes, 3);
      await plugins.enable("acme");
      assert.equal((await plugins.active("acme")).id, "acme");
    });

    it("policy refuses it, with the rule's name, file and place, whatever else there is", async () => {
      await policy({ policy: 1, plugins: { allow: [{ id: "ours", plugin: "luxtrust" }] } });
      await catalogue().disable("acme");
      const error = await code(catalogue().plugin("acme", "1.2.0"));
      assert.equal(error.code, "policy.refused");
      assert.equal(error.params["rule"], "plugins.allow");
      assert.equal(error.params["file"], join(home, "policy.json"));
      assert.equal(error.params["pointer"], "/plugins/allow");
      const [listed] = await catalogue().list();
      assert.equal(listed?.verdict?.verdict, "refused");
    });

    it("the policy cannot be read: nothing loads, everything is listed", async () => {
      await writeFile(join(home, "policy.json"), "{");
      assert.deepEqual(await catalogue().plugins(), []);
      await assert.rejects(catalogue().active("acme"), { code: "policy.unreadable" });
      assert.equal((await catalogue().list()).length, 1);
    });

    it("it breaks rules, all of which are named", async () => {
      await rm(join(installed, "acme", "plugin.js"));
      await rm(join(installed, "acme", "l10n", "en.json"));
      const error = await code(catalogue().plugin("acme", "1.2.0"));
      assert.equal(error.code, "plugin.invalid");
      assert.deepEqual(
        (error.params["findings"] as { rule: string }[]).map(({ rule }) => rule),
        ["l10n-source", "main-file"],
      );
    });

    it("switching names a plugin that is not there", async () => {
      await assert.rejects(catalogue().disable("certum"), { code: "plugin.not-found" });
      assert.deepEqual(settings.audited, []);
    });
  });

  describe("remembers manifests", () => {
    it("and notices every change, also one that keeps size and modification time", async () => {
      const folder = await writePlugin(installed, "acme");
      const path = join(folder, "package.json");
      const at = new Date(Date.UTC(2026, 0, 1));
      await utimes(path, at, at);
      assert.equal((await catalogue().active("acme")).version, "1.2.0");
      await writePlugin(installed, "acme", version("1.2.1"));
      await utimes(path, at, at);
      assert.equal((await catalogue().active("acme")).version, "1.2.1");
    });

    it("but looks at the whole folder before a plugin runs", async () => {
      await writePlugin(installed, "acme");
      const plugins = catalogue();
      await plugins.active("acme");
      await writeFile(join(installed, "acme", "addon.node"), "x");
      await assert.rejects(plugins.plugin("acme", "1.2.0"), { code: "plugin.invalid" });
      await rm(join(installed, "acme", "addon.node"));
      assert.equal((await plugins.forProviders(["acme.tls"])).length, 1);
    });

    it("without harm from a cache that is broken, of another kind, or cannot be written", async () => {
      await writePlugin(installed, "acme");
      await catalogue().plugins();
      const cache = join(home, "cache", "plugins.json");
      for (const text of ["", "{", "[]", "null", '{"format":1,"plugins":{"x":null}}']) {
        await writeFile(cache, text);
        assert.equal((await catalogue().plugins()).length, 1);
      }
      await rm(join(home, "cache"), { recursive: true });
      await writeFile(join(home, "cache"), "");
      assert.equal((await catalogue().plugins()).length, 1);
    });

    it("and asks the policy about what is in the folder, not about what was remembered", async () => {
      await writePlugin(installed, "acme");
      await catalogue().plugins();
      await policy({ policy: 1, plugins: { allow: [{ publisher: "Acme" }] } });
      const cache = join(home, "cache", "plugins.json");
      await writePlugin(installed, "acme", (m) => {
        m["publisher"] = "Evil";
      });
      assert.equal((await code(catalogue().active("acme"))).code, "policy.refused");
      // Somebody edits the cache so that it names the allowed publisher.
      const forged = (await readFile(cache, "utf8")).replace('"Evil"', '"Acme"');
      await writeFile(cache, forged);
      assert.equal((await code(catalogue().active("acme"))).code, "plugin.changed");
      assert.equal((await code(catalogue().active("acme"))).code, "policy.refused");
    });
  });

  it("reads only the manifests of the providers that are asked for", async () => {
    await writePlugin(installed, "acme");
    await writePlugin(installed, "other", named("other"));
    await catalogue().list();
    const found = await catalogue().forProviders(["acme.tls", "acme.gone", "nobody.tls"]);
    assert.deepEqual(
      found.map(({ id }) => id),
      ["acme"],
    );
  });

  it("finds the translations of a plugin that may not be used, and reads nothing else", async () => {
    const folder = await writePlugin(installed, "acme");
    await rm(join(folder, "plugin.js"));
    await catalogue().disable("acme");
    assert.equal(await catalogue().translations("acme"), join(folder, "l10n"));
    assert.equal(await catalogue().translations("gone"), undefined);
  });

  it("tells in plain words what a plugin may use", async () => {
    await writePlugin(installed, "acme");
    const [listed] = await catalogue().list();
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
