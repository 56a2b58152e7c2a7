import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { wildcard } from "./question-pattern.js";

/** A file that an answers file names. */
export interface FoundFile {
  readonly path: string;
  /** Another content has another one. */
  readonly fingerprint: string;
}

/** The newest file by this path, whose last part may contain `*`; undefined if there is none yet. */
export async function newestFile(pattern: string): Promise<FoundFile | undefined> {
  const folder = dirname(pattern);
  const name = basename(pattern);
  const names = name.includes("*") ? await matching(folder, wildcard(name, "iu")) : [name];
  const found = await Promise.all(
    names.map(async (candidate) => {
      const path = join(folder, candidate);
      try {
        const { mtimeMs, size } = await stat(path);
        return { path, mtimeMs, fingerprint: `${path} ${mtimeMs} ${size}` };
      } catch (error) {
        if ((error as { code?: unknown }).code === "ENOENT") return undefined;
        throw error;
      }
    }),
  );
  return found.filter((file) => file !== undefined).toSorted((a, b) => b.mtimeMs - a.mtimeMs)[0];
}

async function matching(folder: string, pattern: RegExp): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).filter((name) => pattern.test(name));
  } catch (error) {
    if ((error as { code?: unknown }).code === "ENOENT") return [];
    throw error;
  }
}
