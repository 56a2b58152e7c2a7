import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Problem, Rule } from "./rule.js";
import type { PluginSource } from "./plugin-source.js";
import { apiVersion } from "./api-version.js";

/** For tests: a sound plugin as read from disk, with parts of it replaced. */
export function pluginSource(
  change: (manifest: TestManifest) => void = () => undefined,
  parts: Partial<Omit<PluginSource, "manifest">> = {},
): PluginSource {
  const manifest = soundManifest();
  change(manifest);
  return {
    manifest,
    files: [
      { path: "package.json", kind: "file", size: 900 },
      { path: "plugin.js", kind: "file", size: 9000 },
      { path: "l10n", kind: "folder", size: 0 },
      { path: "l10n/en.json", kind: "file", size: 200 },
      { path: "l10n/fr.json", kind: "file", size: 200 },
    ],
    filesCut: false,
    catalogues: [
      { language: "en", file: "l10n/en.json", content: soundTexts() },
      { language: "fr", file: "l10n/fr.json", content: soundTexts() },
    ],
    apiVersion,
    ...parts,
  };
}

/** A manifest that tests may break at will. */
export interface TestManifest {
  [name: string]: unknown;
  perennial: {
    [name: string]: unknown;
    permissions: { [name: string]: unknown };
    contributes: { providers: TestProvider[] };
  };
}
export interface TestProvider {
  [name: string]: unknown;
  profile: { [name: string]: unknown; properties: { [name: string]: { [name: string]: unknown } } };
  notice: { [name: string]: unknown };
  steps: { [name: string]: unknown }[];
}

export function soundManifest(): TestManifest {
  return {
    name: "@acme/acme",
    version: "1.2.0",
    displayName: "%acme.name%",
    description: "%acme.description%",
    publisher: "Acme",
    license: "MIT",
    type: "module",
    engines: { perennial: "^0.1.0" },
    main: "plugin.js",
    l10n: "l10n",
    perennial: {
      permissions: {
        network: ["portal.acme.example", "profile:portalUrl"],
        pages: ["www.acme.example"],
        keys: ["generate"],
        certificates: ["install"],
        files: { exportFolder: "write" },
        secrets: ["password"],
      },
      contributes: {
        providers: [
          {
            id: "acme.tls",
            title: "%acme.tls%",
            kind: "rekey",
            profile: {
              type: "object",
              properties: {
                contract: {
                  type: "string",
                  title: "acme.contract",
                  enum: ["one", "two"],
                  enumTitles: ["acme.one", "acme.two"],
                  default: "one",
                },
                portalUrl: { type: "string", title: "acme.portal", format: "uri" },
                exportFolder: { type: "string", title: "acme.folder", format: "folder" },
              },
              required: ["contract"],
            },
            accounts: { by: "contract", values: { one: ["main"], two: ["left", "right"] } },
            algorithms: ["rsa-2048"],
            notice: { before: "P1M", text: "%acme.notice%", expired: "%acme.expired%" },
            operations: ["send"],
            steps: [
              { name: "generate-keys", title: "%acme.keys%", actor: "host", takes: "PT1M" },
              {
                name: "order-certificate",
                title: "%acme.order%",
                actor: "authority",
                asks: ["%acme.folder%"],
                takes: ["PT1H", "P3D"],
                when: { contract: "two", account: "left" },
              },
            ],
            contacts: [{ topic: "%acme.help%", email: "help@acme.example" }],
            matches: { issuer: "*CN=Acme CA*" },
          },
        ],
      },
    },
  };
}

export function soundTexts(): { [key: string]: string } {
  const keys = "name description tls contract one two portal folder notice expired keys order help";
  return Object.fromEntries(keys.split(" ").map((key) => [`acme.${key}`, `Text of ${key}`]));
}

/** For tests: what a rule reports, as `path key`. */
export async function reported(rule: Rule, plugin: PluginSource): Promise<readonly string[]> {
  return (await problems(rule, plugin)).map(
    ({ file, path, message }) => `${file === undefined ? "" : `${file}#`}${path} ${message.key}`,
  );
}

export async function problems(rule: Rule, plugin: PluginSource): Promise<readonly Problem[]> {
  return rule.check(plugin);
}

/** The first provider of a test's manifest. */
export function providerOf(manifest: TestManifest): TestProvider {
  const [provider] = manifest.perennial.contributes.providers;
  if (provider === undefined) throw new TypeError("the manifest has no provider");
  return provider;
}

/** Writes a sound plugin, changed by a test, into a new folder. @returns the folder. */
export async function writePlugin(
  parent: string,
  name: string,
  change: (manifest: TestManifest) => void = () => undefined,
): Promise<string> {
  const folder = join(parent, name);
  const manifest = soundManifest();
  change(manifest);
  await mkdir(join(folder, "l10n"), { recursive: true });
  await writeFile(join(folder, "package.json"), JSON.stringify(manifest));
  await writeFile(join(folder, "plugin.js"), "throw new Error('a listing has run plugin code');\n");
  for (const language of ["en", "fr"]) {
    await writeFile(join(folder, "l10n", `${language}.json`), JSON.stringify(soundTexts()));
  }
  return folder;
}
