import { PerennialError } from "@perennial/api";
import { opendir, realpath } from "node:fs/promises";
import { join, relative, isAbsolute, sep } from "node:path";

const MAX_ENTRIES = 20_000;

/**
 * Node's permission model follows symbolic links out of a granted folder, so a plugin whose folder
 * holds one that leads outside is not started.
 * @returns the folder's real path.
 * In what it is granted an asterisk stands for any characters, so that a folder `a*` would open every
 * folder beside it that begins with `a`.
 * @throws PerennialError `plugin.link-outside`, `plugin.too-many-files`, `plugin.folder-name`.
 */
export async function requireSelfContained(plugin: string, folder: string): Promise<string> {
  const root = await realpath(folder);
  if (root.includes("*")) throw new PerennialError("plugin.folder-name", { plugin, folder: root });
  let entries = 0;
  for await (const entry of await opendir(root, { recursive: true })) {
    entries += 1;
    if (entries > MAX_ENTRIES) {
      throw new PerennialError("plugin.too-many-files", { plugin, limit: MAX_ENTRIES });
    }
    if (!entry.isSymbolicLink()) continue;
    const link = join(entry.parentPath, entry.name);
    const target = await targetOf(link);
    if (target === undefined || !isInside(root, target)) {
      throw new PerennialError("plugin.link-outside", { plugin, link: relative(root, link) });
    }
  }
  return root;
}

/** Whether `path` is `folder` or below it; both real and absolute. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === "" || (way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

/** Undefined for a link that leads nowhere now: it may lead outside later. */
async function targetOf(link: string): Promise<string | undefined> {
  try {
    return await realpath(link);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
