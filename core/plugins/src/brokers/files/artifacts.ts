import { PerennialError, type FileRef } from "@perennial/api";
import type { FilePort } from "@perennial/engine";
import { constants } from "node:fs";
import { open, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { isSafeName, type HomeFolders } from "../home-folders.js";
import { sha256, writeOnce } from "./atomic-write.js";

const HANDLE = /^artifact:(?<renewal>[^/\\:]+)\/(?<file>(?<sha256>[0-9a-f]{64})-[^/\\:]+)$/;

/**
 * The host's own copies of files that were given to a renewal, named by their content:
 * `artifacts/<renewal>/<sha256>-<name>`.
 */
export class Artifacts implements FilePort {
  constructor(private readonly folders: HomeFolders) {}

  /** A private key is nothing that any step asks for: no copy of it is made. */
  async take(renewal: string, path: string, maxBytes: number): Promise<FileRef> {
    const content = await readGiven(path, maxBytes);
    const { isPrivateKeyFile } = await import("@perennial/pki");
    if (isPrivateKeyFile(content)) {
      throw new PerennialError("files.private-key", { path }, { effect: "none" });
    }
    return this.keep(renewal, basename(path), content);
  }

  /**
   * Keeps what the host made for a renewal with what was given to it.
   * @throws PerennialError `files.disk-full`.
   */
  async keep(renewal: string, given: string, content: Uint8Array): Promise<FileRef> {
    const name = storedName(given);
    const hash = sha256(content);
    const file = `${hash}-${name}`;
    await writeOnce(this.folders.artifacts(renewal), file, content);
    return {
      name,
      size: content.length,
      sha256: hash,
      handle: `artifact:${renewal}/${file}`,
    };
  }

  /**
   * The content that a handle of this renewal stands for.
   * @throws PerennialError `files.not-given`, `files.changed`.
   */
  async read(renewal: string, handle: string): Promise<Buffer> {
    const parts = HANDLE.exec(handle)?.groups;
    if (parts?.["renewal"] !== renewal || parts["file"] === undefined) throw notGiven(handle);
    let content: Buffer;
    try {
      // A pipe is not waited for; what comes out of it has another hash.
      const flag = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
      content = await readFile(join(this.folders.artifacts(renewal), parts["file"]), { flag });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") throw notGiven(handle);
      throw error;
    }
    if (sha256(content) === parts["sha256"]) return content;
    throw new PerennialError("files.changed", { file: parts["file"] });
  }
}

function notGiven(handle: string): PerennialError {
  return new PerennialError(
    "files.not-given",
    { handle: handle.slice(0, 300) },
    { effect: "none" },
  );
}

/**
 * Reads a file that a person named.
 * @throws PerennialError `files.not-found`, `files.not-a-file`, `files.empty`, `files.too-large`,
 *   `files.unreadable`.
 */
export async function readGiven(path: string, maxBytes: number): Promise<Buffer> {
  try {
    // A named pipe is opened without waiting for its other end; the kind is known before any reading.
    const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const found = await file.stat();
      if (!found.isFile()) throw new PerennialError("files.not-a-file", { path });
      if (found.size === 0) throw new PerennialError("files.empty", { path });
      if (found.size > maxBytes) {
        throw new PerennialError("files.too-large", { path, size: found.size, limit: maxBytes });
      }
      return await file.readFile();
    } finally {
      await file.close();
    }
  } catch (error) {
    throw readError(error, path);
  }
}

function readError(error: unknown, path: string): unknown {
  switch ((error as NodeJS.ErrnoException | null)?.code) {
    case "ENOENT":
    case "ENOTDIR":
      return new PerennialError("files.not-found", { path }, { cause: error });
    case "EISDIR":
      return new PerennialError("files.not-a-file", { path }, { cause: error });
    case "EACCES":
    case "EPERM":
    case "EBUSY":
    case "EIO":
      return new PerennialError("files.unreadable", { path }, { cause: error });
    default:
      return error;
  }
}

/** The given name where every system can store it; otherwise its harmless characters. */
function storedName(name: string): string {
  if (isSafeName(name) && !name.includes(":")) return name;
  const harmless = name
    .replace(/[^\p{L}\p{N}._-]+/gu, "_")
    .replace(/^[.]+/, "")
    .slice(0, 80)
    .replace(/[. ]+$/, "");
  return isSafeName(harmless) ? harmless : "file";
}
