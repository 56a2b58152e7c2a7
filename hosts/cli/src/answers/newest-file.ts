import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { wildcard } from "./question-pattern.js";

/** A file that an answers file names. */
export interface FoundFile {
  readonly path: string;
  /** Milliseconds since 1970. */
  readonly modified: number;
  /** Another content has another one. */
  readonly fingerprint: string;
}

/** Whether a path names several files, whichever there are. */
export function isPattern(path: string): boolean {
  return basename(path).includes("*");
}

/** The files by this path, whose last part may contain `*`, the newest first. */
export async function newestFiles(pattern: string): Promise<readonly FoundFile[]> {
  const folder = dirname(pattern);
  const name = basename(pattern);
  const names = isPattern(pattern) ? await matching(folder, wildcard(name, "iu")) : [name];
  const found = await Promise.all(names.map((candidate) => look(join(folder, candidate))));
  return found
    .filter((file) => file !== undefined)
    .toSorted((a, b) => b.modified - a.modified || (a.path < b.path ? -1 : 1));
}

/** SHA-256 of a file, lower-case hexadecimal; undefined if it is gone. */
export async function digestOf(path: string): Promise<string | undefined> {
  try {
    const hash = createHash("sha256");
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
    return hash.digest("hex");
  } catch (error) {
    // What cannot be read is told by whoever takes it.
    const { code } = error as { code?: unknown };
    if (code === "ENOENT" || code === "EISDIR" || code === "EACCES") return undefined;
    throw error;
  }
}

async function look(path: string): Promise<FoundFile | undefined> {
  try {
    const { mtimeMs, size } = await stat(path);
    return { path, modified: mtimeMs, fingerprint: `${path} ${mtimeMs} ${size}` };
  } catch (error) {
    if ((error as { code?: unknown }).code === "ENOENT") return undefined;
    throw error;
  }
}

async function matching(folder: string, pattern: RegExp): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).filter((name) => pattern.test(name));
  } catch (error) {
    if ((error as { code?: unknown }).code === "ENOENT") return [];
    throw error;
  }
}
