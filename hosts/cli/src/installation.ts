import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where this copy of Perennial lies: from the bundle or from the compiled files, the same. */
export class Installation {
  /** Folder of the package `@perennial/cli`. */
  readonly folder: string;

  constructor(moduleUrl: string) {
    let folder = dirname(fileURLToPath(moduleUrl));
    while (basename(folder) !== "dist" && dirname(folder) !== folder) folder = dirname(folder);
    this.folder = dirname(folder);
  }

  version(): string {
    const manifest: unknown = JSON.parse(readFileSync(join(this.folder, "package.json"), "utf8"));
    const version = (manifest as { version?: unknown }).version;
    if (typeof version !== "string") throw new TypeError("package.json has no version");
    return version;
  }

  /** Folders of the plugins that come with Perennial. */
  builtInPlugins(): readonly string[] {
    const folder = join(this.folder, "..", "..", "plugins");
    if (!existsSync(folder)) return [];
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(folder, entry.name));
  }

  /** The bundled entry of a plugin's process, if this is the bundled command line. */
  bundledPluginProcess(moduleUrl: string): string | undefined {
    return beside(moduleUrl, "plugin-process.mjs");
  }

  /** The bundled entry of a token's process, if this is the bundled command line. */
  bundledTokenProcess(moduleUrl: string): string | undefined {
    return beside(moduleUrl, "token-process.mjs");
  }
}

function beside(moduleUrl: string, name: string): string | undefined {
  const entry = join(dirname(fileURLToPath(moduleUrl)), name);
  return existsSync(entry) ? entry : undefined;
}
