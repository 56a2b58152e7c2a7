import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { message, type Message } from "@perennial/api";
import { parseManifest, type ReadManifest } from "./parse-manifest.js";

/** Bytes of a `package.json`. */
const maxBytes = 1024 * 1024;

/** Reads a folder's `package.json`. Never throws for what may be wrong with the file. */
export async function readManifest(folder: string): Promise<ReadManifest> {
  const text = await readText(join(folder, "package.json"));
  return typeof text === "string" ? parseManifest(text) : { problem: text };
}

async function readText(path: string): Promise<string | Message> {
  try {
    // A named pipe would be waited for, for ever.
    await using file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const found = await file.stat();
    const { size } = found;
    if (!found.isFile()) return message("rule.manifest-file.unreadable", { detail: "not a file" });
    if (size > maxBytes) return message("rule.manifest-file.too-large", { limit: maxBytes });
    return await file.readFile("utf8");
  } catch (error) {
    const { code, message: detail } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return message("rule.manifest-file.missing");
    if (code !== undefined) return message("rule.manifest-file.unreadable", { detail });
    throw error;
  }
}
