import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PerennialError } from "@perennial/api";
import { StorePluginHealth } from "../health/store-plugin-health.js";
import { providerOf, type TestManifest } from "../manifest/test-plugin.js";
import { FilePolicyGate } from "../policy/file-policy-gate.js";
import { FolderPluginCatalogue } from "./folder-plugin-catalogue.js";
import { PluginSwitches } from "./plugin-switches.js";
import { TestClock, TestSettings } from "./test-settings.js";

/** A home in a new folder, and catalogues of what is in it. */
export class CatalogueBench {
  readonly settings = new TestSettings();
  readonly health = new StorePluginHealth(this.settings.asStore(), new TestClock());

  private constructor(readonly root: string) {}

  static async open(): Promise<CatalogueBench> {
    const bench = new CatalogueBench(await mkdtemp(join(tmpdir(), "perennial-catalogue-")));
    await mkdir(bench.installed, { recursive: true });
    return bench;
  }

  get home(): string {
    return join(this.root, "home");
  }
  /** Where a home has its plugins. */
  get installed(): string {
    return join(this.home, "plugins");
  }

  catalogue(folders: { builtIn?: string[]; pluginDirs?: string[] } = {}): FolderPluginCatalogue {
    return new FolderPluginCatalogue(
      { builtIn: [], pluginDirs: [], ...folders, home: this.home },
      new FilePolicyGate({ paths: [join(this.home, "policy.json")] }),
      new PluginSwitches(this.settings.asStore(), new TestClock()),
      this.health,
    );
  }

  policy(value: object): Promise<void> {
    return writeFile(join(this.home, "policy.json"), JSON.stringify(value));
  }

  close(): Promise<void> {
    return rm(this.root, { recursive: true });
  }
}

/** Gives a manifest another version. */
export const version = (text: string) => (manifest: TestManifest) => {
  manifest["version"] = text;
};

/** Gives a manifest another package and provider. */
export const named = (id: string) => (manifest: TestManifest) => {
  manifest["name"] = `@acme/${id}`;
  providerOf(manifest)["id"] = `${id}.tls`;
};

/** The error that the work ends with. */
export async function refusal(work: Promise<unknown>): Promise<PerennialError> {
  try {
    await work;
  } catch (error) {
    if (PerennialError.is(error)) return error;
    throw error;
  }
  return assert.fail("it did not throw");
}
