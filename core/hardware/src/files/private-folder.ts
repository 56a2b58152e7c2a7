import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { dirname, join } from "node:path";
import { PerennialError } from "@perennial/api";
import { fileError, systemCode } from "./file-errors.js";
import type { FileOperations } from "./file-operations.js";
import { nodeFiles } from "./file-operations.js";

/** POSIX modes mean nothing on Windows, where the profile's folder is private by inheritance. */
const posix = process.platform !== "win32";
const groupAndOthers = 0o077;
/** Bytes. Nothing that is kept here comes near it. */
const largestFile = 1024 * 1024;

/**
 * A folder that only its owner can read, in which files appear whole or not at all. A file is
 * written under a temporary name, synced, and then linked to its own name, which fails if that
 * exists; a kill at any moment leaves nothing, a temporary file, or the whole file.
 */
export class PrivateFolder {
  constructor(
    readonly path: string,
    private readonly files: FileOperations = nodeFiles,
  ) {}

  /**
   * Creates the folder if it is not there, and removes what processes that died left half done.
   * @throws PerennialError `keys.permissions-too-open`, `keys.folder-unusable`, `keys.disk-full`.
   */
  async prepare(): Promise<void> {
    let created: string | undefined;
    try {
      created = await this.files.mkdir(this.path, { recursive: true, mode: 0o700 });
    } catch (error) {
      throw fileError(error, this.path);
    }
    if (created !== undefined) await this.syncCreated(created);
    await this.checkMode(this.path);
    for (const name of await this.all()) {
      const writer = temporaryWriter(name);
      if (writer !== null && !isRunning(writer)) await this.removeIfThere(name);
    }
  }

  /** The names in the folder, temporary ones apart; empty if there is no folder. */
  async names(): Promise<readonly string[]> {
    return (await this.all()).filter((name) => temporaryWriter(name) === null);
  }

  /**
   * A file's content, or null if there is none.
   * @throws PerennialError `keys.permissions-too-open`, `keys.folder-unusable`, `keys.corrupt`.
   */
  async read(name: string): Promise<Buffer | null> {
    const path = join(this.path, name);
    try {
      // A pipe is not waited for.
      const never = constants.O_NOFOLLOW | constants.O_NONBLOCK;
      const flags = constants.O_RDONLY | (posix ? never : 0);
      const file = await this.files.open(path, flags);
      try {
        const found = await file.stat();
        const { mode, size } = found;
        if (!found.isFile()) throw new PerennialError("keys.corrupt", { path, reason: "type" });
        if (posix && (mode & groupAndOthers) !== 0) throw tooOpen(path, mode);
        if (size > largestFile) throw new PerennialError("keys.corrupt", { path, reason: "size" });
        await this.checkMode(this.path);
        return await file.readFile();
      } finally {
        await file.close();
      }
    } catch (error) {
      if (systemCode(error) === "ENOENT") return null;
      throw fileError(error, path);
    }
  }

  /**
   * Writes a new file.
   * @returns false if there is one of this name, which stays as it is.
   * @throws PerennialError `keys.disk-full`, `keys.folder-unusable`; nothing is left then.
   */
  async create(name: string, content: Uint8Array): Promise<boolean> {
    const path = join(this.path, name);
    const temporary = `.${name}.${process.pid}.${randomBytes(8).toString("hex")}.tmp`;
    try {
      await this.writeSynced(join(this.path, temporary), content);
      await this.files.link(join(this.path, temporary), path);
    } catch (error) {
      await this.removeIfThere(temporary);
      if (systemCode(error) === "EEXIST") return false;
      throw fileError(error, path, "none");
    }
    await this.removeIfThere(temporary);
    await this.syncFolder();
    return true;
  }

  /** Removes a file. That it is gone already is fine. */
  async removeIfThere(name: string): Promise<void> {
    try {
      await this.files.unlink(join(this.path, name));
    } catch (error) {
      if (systemCode(error) !== "ENOENT") throw fileError(error, join(this.path, name));
    }
  }

  /** Makes what was created and removed survive a power failure. */
  syncFolder(): Promise<void> {
    return this.sync(this.path);
  }

  /** Syncs the folders that hold the new ones, from this one's up to the first one's. */
  private async syncCreated(first: string): Promise<void> {
    const top = dirname(first);
    for (let folder = dirname(this.path); folder.length >= top.length; folder = dirname(folder)) {
      await this.sync(folder);
      if (folder === dirname(folder)) return;
    }
  }

  private async sync(path: string): Promise<void> {
    // Windows has no handle of a folder to sync; NTFS journals the change by itself.
    if (!posix) return;
    try {
      const folder = await this.files.open(path, "r");
      try {
        await this.files.sync(folder);
      } finally {
        await folder.close();
      }
    } catch (error) {
      throw fileError(error, path);
    }
  }

  private async writeSynced(path: string, content: Uint8Array): Promise<void> {
    const file = await this.files.open(path, "wx", 0o600);
    try {
      await this.files.write(file, content);
      await this.files.sync(file);
    } finally {
      await file.close();
    }
  }

  private async all(): Promise<readonly string[]> {
    try {
      return await this.files.readdir(this.path);
    } catch (error) {
      if (systemCode(error) === "ENOENT") return [];
      throw fileError(error, this.path);
    }
  }

  private async checkMode(path: string): Promise<void> {
    if (!posix) return;
    const { mode } = await this.files.lstat(path);
    if ((mode & groupAndOthers) !== 0) throw tooOpen(path, mode);
  }
}

function tooOpen(path: string, mode: number): PerennialError {
  return new PerennialError("keys.permissions-too-open", {
    path,
    mode: (mode & 0o777).toString(8).padStart(4, "0"),
  });
}

/** The process that is writing a temporary file; null for any other name. */
function temporaryWriter(name: string): number | null {
  const found = /^\..+\.(\d+)\.[0-9a-f]{16}\.tmp$/u.exec(name);
  return found === null ? null : Number(found[1]);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs as somebody else.
    return systemCode(error) !== "ESRCH";
  }
}
