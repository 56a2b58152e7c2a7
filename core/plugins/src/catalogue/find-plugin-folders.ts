import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  type Dirent,
} from "node:fs";
import { join } from "node:path";
import { PerennialError } from "@perennial/api";
import { property } from "../manifest/navigate.js";
import { parseManifest } from "../manifest/parse-manifest.js";
import { fileStamp } from "./file-stamp.js";
import type { FoundFolder } from "./found-folder.js";
import type { PluginFolders } from "./plugin-folders.js";

/**
 * Looks for plugins: one `readdir` per folder, one `stat` per plugin. Folders that came first take
 * precedence: `--plugin-dir`, then the home, then what comes with Perennial.
 * @throws PerennialError `plugin.folder-unreadable`, `plugin.dir-not-found`, `plugin.dir-empty`.
 */
export function findPluginFolders(folders: PluginFolders): readonly FoundFolder[] {
  const found = [
    ...folders.pluginDirs.flatMap(inPluginDir),
    ...inHome(join(folders.home, "plugins")),
    ...folders.builtIn.map((folder) => candidate(folder, "built-in")),
  ];
  const first = new Map<string, FoundFolder>();
  for (const one of found) if (!first.has(one.folder)) first.set(one.folder, one);
  return [...first.values()];
}

function candidate(folder: string, source: FoundFolder["source"]): FoundFolder {
  return { folder, source, stamp: fileStamp(join(folder, "package.json")) };
}

function inHome(folder: string): readonly FoundFolder[] {
  return subfolders(folder, () => []).map((path) => candidate(path, "home"));
}

function inPluginDir(folder: string): readonly FoundFolder[] {
  if (!isFolder(folder)) throw new PerennialError("plugin.dir-not-found", { folder });
  const itself = candidate(folder, "plugin-dir");
  if (isPlugin(itself)) return [itself];
  const inside = subfolders(folder, (error) => {
    throw unreadable(folder, error);
  })
    .map((path) => candidate(path, "plugin-dir"))
    .filter(isPlugin);
  if (inside.length === 0) throw new PerennialError("plugin.dir-empty", { folder });
  return inside;
}

function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** Any package that says that it is for Perennial; also one that cannot be read, to say so. */
function isPlugin({ folder, stamp }: FoundFolder): boolean {
  if (stamp === undefined) return false;
  try {
    const read = parseManifest(readNow(join(folder, "package.json")));
    return (
      "problem" in read ||
      property(read.manifest, "perennial") !== undefined ||
      property(property(read.manifest, "engines"), "perennial") !== undefined
    );
  } catch (error) {
    if (typeof (error as NodeJS.ErrnoException).code === "string") return true;
    throw error;
  }
}

/** A pipe is not waited for: it has nothing, and what reads the manifest says what it is. */
function readNow(path: string): string {
  const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    return fstatSync(file).isFile() ? readFileSync(file, "utf8") : "";
  } finally {
    closeSync(file);
  }
}

function subfolders(
  folder: string,
  absent: (error: unknown) => readonly Dirent[],
): readonly string[] {
  return entries(folder, absent)
    .filter(
      (entry) => !entry.name.startsWith(".") && (entry.isDirectory() || entry.isSymbolicLink()),
    )
    .map(({ name }) => name)
    .toSorted()
    .map((name) => join(folder, name));
}

function entries(folder: string, absent: (error: unknown) => readonly Dirent[]): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return absent(error);
    throw unreadable(folder, error);
  }
}

function unreadable(folder: string, cause: unknown): PerennialError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new PerennialError("plugin.folder-unreadable", { folder, reason }, { cause });
}
