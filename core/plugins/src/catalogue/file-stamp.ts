import { lstatSync, readdirSync, statSync, type BigIntStats } from "node:fs";
import { createHash } from "node:crypto";
import { join } from "node:path";

/** More entries than this are not looked at; such a folder has no stamp and is always read anew. */
const maxEntries = 2000;

/** Changes whenever a file does; undefined if it is no file, or cannot be looked at. */
export function fileStamp(path: string): string | undefined {
  try {
    const found = statSync(path, { bigint: true, throwIfNoEntry: false });
    return found?.isFile() === true ? stampOf(found) : undefined;
  } catch (error) {
    if (isSystemError(error)) return undefined;
    throw error;
  }
}

/** Changes whenever anything below a plugin's folder does, installed packages and `.git` apart. */
export function folderStamp(folder: string): string | undefined {
  const hash = createHash("sha256");
  const pending = [""];
  let entries = 0;
  try {
    for (let inner = pending.pop(); inner !== undefined; inner = pending.pop()) {
      for (const entry of readdirSync(join(folder, inner), { withFileTypes: true })) {
        if (++entries > maxEntries) return undefined;
        const path = inner === "" ? entry.name : `${inner}/${entry.name}`;
        const found = lstatSync(join(folder, path), { bigint: true });
        if (entry.isDirectory()) {
          // A folder's own times also change with files that were made and removed meanwhile.
          hash.update(`${path}/\0`);
          if (entry.name !== "node_modules" && entry.name !== ".git") pending.push(path);
        } else {
          hash.update(`${path}\0${stampOf(found)}\0`);
        }
      }
    }
  } catch (error) {
    if (isSystemError(error)) return undefined;
    throw error;
  }
  return hash.digest("base64");
}

/** The change time is there because the modification time can be set back to what it was. */
function stampOf({ ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return `${ino}:${size}:${mtimeNs}:${ctimeNs}`;
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && typeof (error as NodeJS.ErrnoException).code === "string";
}
