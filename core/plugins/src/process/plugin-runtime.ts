import { createRequire } from "node:module";
import { dirname, join, parse } from "node:path";
import { fileURLToPath } from "node:url";
import { realpathSync } from "node:fs";

/** What a plugin's process is started with. */
export interface PluginRuntime {
  /** Node 26. */
  readonly execPath: string;
  /** The entry: the bundled `plugin-process.mjs`, or the compiled `runtime/plugin-process.js`. */
  readonly entry: string;
  /** Files and folders of the runtime's own that the process has to read. */
  readonly readable: readonly string[];
}

/** The runtime that ships as one file. */
export function bundledRuntime(execPath: string, entry: string): PluginRuntime {
  return { execPath, entry, readable: [entry] };
}

/** The runtime as `tsc` leaves it, with the packages it imports: for tests and development. */
export function unbundledRuntime(execPath: string): PluginRuntime {
  const dist = dirname(dirname(fileURLToPath(import.meta.url)));
  const require = createRequire(import.meta.url);
  const packages = [
    "@perennial/api",
    "tsyringe",
    "tslib",
    "reflect-metadata",
    "vscode-jsonrpc",
  ].map((name) => packageFolder(require, name));
  return {
    execPath,
    entry: join(dist, "runtime", "plugin-process.js"),
    readable: [
      join(dist, "runtime"),
      join(dirname(dist), "package.json"),
      ...packages,
      // The link by which the workspace's package is found.
      ...linksOf(dist),
    ],
  };
}

function packageFolder(require: NodeJS.Require, name: string): string {
  const paths = require.resolve.paths(name) ?? [];
  for (const path of paths) {
    try {
      return realpathSync(join(path, name));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
  throw new Error(`${name} is not installed`);
}

function linksOf(from: string): readonly string[] {
  const links: string[] = [];
  for (let folder = from; folder !== parse(folder).root; folder = dirname(folder)) {
    links.push(join(folder, "node_modules", "@perennial", "api"));
  }
  return links;
}
