import { PerennialError } from "@perennial/api";
import { createHash } from "node:crypto";
import { link, lstat, mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { sweepLeftovers, temporaryName } from "./leftovers.js";

/** Lower-case hexadecimal SHA-256. */
export function sha256(content: Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

/**
 * Writes a file so that it is there whole or not at all, and is on disk when the promise resolves.
 * A file of that name with the same content is left as it is.
 * @param mode 0o600 for what only the owner may read.
 * @throws PerennialError `files.exists` if there is another content, `files.disk-full`.
 */
export async function writeOnce(
  folder: string,
  name: string,
  content: Uint8Array,
  mode = 0o600,
): Promise<void> {
  const target = join(folder, name);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await sweepLeftovers(folder);
    const temporary = join(folder, temporaryName());
    try {
      await writeSynced(temporary, content, mode);
      await publish(temporary, target);
    } finally {
      await rm(temporary, { force: true });
    }
    await syncFolder(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") {
      if (await hasContent(target, content)) return;
      throw new PerennialError("files.exists", { path: target }, { effect: "none" });
    }
    throw diskError(error, target);
  }
}

/** A full disk as its code; anything else as it is. */
export function diskError(error: unknown, path: string): unknown {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  if (code !== "ENOSPC" && code !== "EDQUOT") return error;
  return new PerennialError(
    "files.disk-full",
    { path },
    { cause: error, retry: {}, effect: "none" },
  );
}

export async function writeSynced(path: string, content: Uint8Array, mode: number): Promise<void> {
  const file = await open(path, "wx", mode);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes names in a folder durable. Windows has no such call and needs none. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Gives the file its name without ever replacing one; throws EEXIST. */
async function publish(temporary: string, target: string): Promise<void> {
  try {
    await link(temporary, target);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    if (!["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK"].includes(code)) throw error;
    // A file system without hard links, as on many USB sticks.
    if (await exists(target)) throw Object.assign(new Error("exists"), { code: "EEXIST" });
    await rename(temporary, target);
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}

async function hasContent(path: string, content: Uint8Array): Promise<boolean> {
  const found = await lstat(path);
  if (!found.isFile() || found.size !== content.length) return false;
  return sha256(await readFile(path)) === sha256(content);
}
