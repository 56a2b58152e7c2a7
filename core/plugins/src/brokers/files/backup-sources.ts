import { PerennialError } from "@perennial/api";
import { opendir, realpath, stat } from "node:fs/promises";
import { isAbsolute, join, relative, sep } from "node:path";
import { isInside } from "../../process/readable-files.js";
import { isAbsent } from "./backup-manifest.js";

const MAX_FILES = 20_000;

/** Files to copy: from where, and their place below the backup, with `/`. */
export interface BackupSources {
  readonly files: readonly { readonly from: string; readonly to: string }[];
  readonly missing: readonly string[];
}

/**
 * The files that the named paths below a folder mean. What leads out of the folder, by `..` or by a
 * symbolic link, is refused.
 * @throws PerennialError `files.not-allowed`, `files.too-many`.
 */
export async function backupSources(
  folder: string,
  paths: readonly string[],
): Promise<BackupSources> {
  const root = await realRoot(folder);
  const files: { from: string; to: string }[] = [];
  const missing: string[] = [];
  for (const path of paths) {
    if (isAbsolute(path) || path.split(/[/\\]/).includes("..")) throw notAllowed(path);
    const found = root === undefined ? undefined : await realInside(root, join(root, path));
    if (root === undefined || found === undefined) {
      missing.push(path);
      continue;
    }
    for await (const file of filesOf(root, found)) {
      files.push({ from: file, to: relative(root, file).split(sep).join("/") });
      if (files.length > MAX_FILES) {
        throw new PerennialError("files.too-many", { path, limit: MAX_FILES });
      }
    }
  }
  return { files, missing };
}

async function* filesOf(root: string, path: string): AsyncGenerator<string> {
  const found = await stat(path);
  if (found.isFile()) yield path;
  if (!found.isDirectory()) return;
  for await (const entry of await opendir(path)) {
    const real = await realInside(root, join(path, entry.name));
    // A link within the folder is reached by its own name.
    if (real !== undefined && !entry.isSymbolicLink()) yield* filesOf(root, real);
  }
}

async function realRoot(folder: string): Promise<string | undefined> {
  try {
    return await realpath(folder);
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

async function realInside(root: string, path: string): Promise<string | undefined> {
  const real = await realRoot(path);
  if (real !== undefined && !isInside(root, real)) throw notAllowed(path);
  return real;
}

function notAllowed(path: string): PerennialError {
  return new PerennialError("files.not-allowed", { path }, { effect: "none" });
}
