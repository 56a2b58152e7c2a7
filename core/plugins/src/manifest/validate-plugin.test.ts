import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { checkPlugin, validatePlugin } from "./validate-plugin.js";
import { pluginSource, soundManifest, soundTexts, writePlugin } from "./test-plugin.js";
import { skipBecause } from "../testing/skip-because.js";

describe("validatePlugin", () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "perennial-validate-"));
  });
  afterEach(() => rm(root, { recursive: true }));

  const rules = async (folder: string) =>
    (await validatePlugin(folder)).findings.map(({ rule, file }) => `${rule} ${file}`);

  it("gives the manifest of a sound plugin, and no finding", async () => {
    const folder = await writePlugin(root, "acme");
    const { findings, manifest } = await validatePlugin(folder);
    assert.deepEqual(findings, []);
    assert.equal(manifest?.name, "@acme/acme");
  });

  it("finds everything that is wrong at once, errors first", async () => {
    const folder = await writePlugin(root, "acme", (m) => {
      m["version"] = "one";
      m["main"] = "../plugin.js";
      m["engines"] = { perennial: "^9" };
      m["displayName"] = "Acme";
    });
    const { findings, manifest } = await validatePlugin(folder);
    assert.equal(manifest, undefined);
    assert.deepEqual(
      findings.map(({ rule, severity }) => `${severity} ${rule}`),
      ["error engine-range", "error path-inside", "error version-semver", "warning text-literal"],
    );
  });

  it("gives the manifest in spite of warnings", async () => {
    const folder = await writePlugin(root, "acme", (m) => {
      m["displayName"] = "Acme";
    });
    const { findings, manifest } = await validatePlugin(folder);
    assert.equal(findings.length, 1);
    assert.equal(manifest?.displayName, "Acme");
  });

  it("says what is wrong with a manifest that cannot be read", async () => {
    assert.deepEqual(await rules(join(root, "gone")), ["manifest-file package.json"]);
    for (const [text, key] of [
      ["{", "not-json"],
      ["[]", "not-an-object"],
      [" ".repeat(1024 * 1024 + 1), "too-large"],
    ] as const) {
      await writeFile(join(root, "package.json"), text);
      const { findings } = await validatePlugin(root);
      assert.deepEqual(
        findings.map(({ message }) => message.key),
        [`rule.manifest-file.${key}`],
      );
    }
  });

  it("does not wait for a manifest that is a named pipe", async function () {
    if (process.platform === "win32") skipBecause(this, "no named pipes on Windows");
    execFileSync("mkfifo", [join(root, "package.json")]);
    assert.deepEqual(await rules(root), ["manifest-file package.json"]);
  });

  it("takes a manifest with a byte order mark", async () => {
    const folder = await writePlugin(root, "acme");
    await writeFile(join(folder, "package.json"), `\uFEFF${JSON.stringify(soundManifest())}`);
    assert.deepEqual(await rules(folder), []);
  });

  it("refuses links that lead out of the folder, and follows none of them", async () => {
    const folder = await writePlugin(root, "acme");
    await writeFile(join(root, "outside.json"), "{}");
    await symlink(join(root, "outside.json"), join(folder, "l10n", "de.json"));
    await symlink(root, join(folder, "up"));
    await symlink("nowhere", join(folder, "broken"));
    await symlink("circle", join(folder, "circle"));
    assert.deepEqual(await rules(folder), [
      "links-inside broken",
      "links-inside circle",
      "links-inside l10n/de.json",
      "links-inside up",
    ]);
  });

  it("refuses a link out of the folder in node_modules too, where nothing else is looked at", async () => {
    const folder = await writePlugin(root, "acme");
    await mkdir(join(folder, "node_modules", "@perennial"), { recursive: true });
    await mkdir(join(folder, "node_modules", ".bin"));
    await writeFile(join(folder, "node_modules", "tool.node"), "");
    await symlink("../tool.node", join(folder, "node_modules", ".bin", "tool"));
    await symlink(root, join(folder, "node_modules", "@perennial", "api"));
    assert.deepEqual(
      await rules(folder),
      ["links-inside node_modules/@perennial/api", "bundled-modules package.json"].map((found) =>
        found.replace("bundled-modules package.json", "bundled-modules node_modules"),
      ),
    );
  });

  it("takes a plugin's folder that is itself a link", async () => {
    const folder = await writePlugin(root, "acme");
    await symlink(folder, join(root, "link"));
    assert.deepEqual(await rules(join(root, "link")), []);
  });

  it("refuses a main that is a link to a file outside", async () => {
    const folder = await writePlugin(root, "acme");
    await rm(join(folder, "plugin.js"));
    await writeFile(join(root, "evil.js"), "export default 1;");
    await symlink("../evil.js", join(folder, "plugin.js"));
    assert.deepEqual(await rules(folder), ["links-inside plugin.js", "main-file package.json"]);
  });

  it("reads every language and compares it with English", async () => {
    const folder = await writePlugin(root, "acme");
    const { ["acme.one"]: _one, ...others } = soundTexts();
    await writeFile(join(folder, "l10n", "fr.json"), JSON.stringify({ ...others, extra: "x" }));
    await writeFile(join(folder, "l10n", "de.json"), "{");
    await mkdir(join(folder, "l10n", "folder.json"));
    assert.deepEqual(await rules(folder), [
      "l10n-file l10n/de.json",
      "l10n-keys l10n/fr.json",
      "l10n-extra-keys l10n/fr.json",
    ]);
  });
});

describe("the rules together", function () {
  this.timeout(120_000);

  it("never throw, whatever JSON the manifest is", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.jsonValue(),
        async (manifest, content) => {
          const catalogues = [{ language: "en", file: "l10n/en.json", content }];
          const findings = await checkPlugin({
            ...pluginSource(undefined, { catalogues }),
            manifest,
          });
          assert.ok(findings.some(({ severity }) => severity === "error"));
        },
      ),
      { numRuns: 200 },
    );
  });

  it("never throw, whatever replaces one part of a sound manifest", async () => {
    const paths = pathsOf(soundManifest());
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...paths), fc.jsonValue(), async (path, value) => {
        const plugin = pluginSource((manifest) => put(manifest, path, value));
        for (const { path: pointer, message, hint } of await checkPlugin(plugin)) {
          assert.match(pointer, /^(\/.*)?$/su);
          assert.match(`${message.key} ${hint.key}`, /^rule\.[a-z0-9.-]+ rule\.[a-z0-9-]+\.hint$/);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("report no value twice because the schema dislikes it too", async () => {
    const findings = await checkPlugin(
      pluginSource((m) => {
        m.perennial.contributes.providers[0]?.steps.push({
          name: "A b",
          title: "%acme.keys%",
          actor: "host",
        });
      }),
    );
    assert.deepEqual(
      findings.map(({ rule }) => rule),
      ["step-names"],
    );
  });
});

function pathsOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [path];
  return [
    path,
    ...Object.entries(value).flatMap(([name, inner]) => pathsOf(inner, [...path, name])),
  ].filter(({ length }) => length > 0);
}

function put(target: object, path: readonly string[], value: unknown): void {
  const [name = "", ...rest] = path;
  if (rest.length === 0) Reflect.set(target, name, value);
  else put(Reflect.get(target, name) as object, rest, value);
}
