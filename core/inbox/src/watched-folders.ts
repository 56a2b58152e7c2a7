import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { lstat, mkdir, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { matchesName } from "./wildcards.js";

/** A complete file in a watched folder. */
export interface Candidate {
  readonly path: string;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}

/** A file or folder whose name was wanted and that could not be taken. */
export interface Unusable {
  readonly path: string;
  readonly reason: "unreadable" | "too-large" | "empty" | "not-a-file";
  /** The system's error code, for example `EACCES`. */
  readonly system?: string;
}

/** What {@link WatchedFolders} works with. */
export interface WatchedFoldersSetting {
  /** Perennial's home; its `inbox` and `inbox/<profile>` are watched. */
  readonly home: string;
  /** Further folders, absolute, for every profile. */
  readonly folders?: readonly string[];
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Milliseconds a file must be left unchanged before it counts as complete. Default 2 000. */
  readonly settle?: number;
  /** Bytes; larger files are reported, not hashed. Default 10 MiB. */
  readonly maxBytes?: number;
  /** Told of what could not be taken, each time it is seen. */
  readonly report?: (unusable: Unusable) => void;
}

interface Found {
  readonly path: string;
  readonly size: number;
  readonly modified: number;
}

/** Folders that answers arrive in: files a person or a mail program puts there. */
export class WatchedFolders {
  readonly #settle: number;
  readonly #maxBytes: number;
  readonly #report: (unusable: Unusable) => void;

  constructor(private readonly setting: WatchedFoldersSetting) {
    this.#settle = setting.settle ?? 2_000;
    this.#maxBytes = setting.maxBytes ?? 10 * 1024 * 1024;
    this.#report = setting.report ?? (() => undefined);
  }

  /** The folders of a profile, whether they exist or not. */
  folders(profileId: string): readonly string[] {
    const inbox = join(this.setting.home, "inbox");
    const own = /^[^/\\]+$/.test(profileId) && !/^\.+$/.test(profileId);
    return [inbox, ...(own ? [join(inbox, profileId)] : []), ...(this.setting.folders ?? [])];
  }

  /**
   * Makes the profile's own folder, for its owner only. Where that cannot be it is reported: files
   * can be given in other ways.
   */
  async prepare(profileId: string): Promise<void> {
    const own = join(this.setting.home, "inbox", profileId);
    if (!this.folders(profileId).includes(own)) return;
    try {
      await mkdir(own, { recursive: true, mode: 0o700 });
    } catch (error) {
      this.#unreadable(own, error);
    }
  }

  /**
   * Complete files whose names match one of the wildcards (`*`, `?`; case is ignored), oldest
   * first. A file that is still being written is left for the next look.
   */
  async candidates(profileId: string, names: readonly string[]): Promise<readonly Candidate[]> {
    const found: Found[] = [];
    for (const folder of new Set(this.folders(profileId))) {
      for (const name of await this.#namesIn(folder)) {
        if (!matchesName(name, names)) continue;
        const file = await this.#look(join(folder, name));
        if (file !== undefined) found.push(file);
      }
    }
    found.sort((one, other) => one.modified - other.modified || compare(one.path, other.path));
    const candidates: Candidate[] = [];
    for (const file of found) {
      const sha256 = await this.#hash(file);
      if (sha256 !== undefined) candidates.push({ path: file.path, sha256 });
    }
    return candidates;
  }

  async #namesIn(folder: string): Promise<readonly string[]> {
    try {
      return await readdir(folder);
    } catch (error) {
      if (isGone(error)) return [];
      this.#unreadable(folder, error);
      return [];
    }
  }

  /** Undefined for what is no complete file now. */
  async #look(path: string): Promise<Found | undefined> {
    try {
      const entry = await lstat(path);
      const { size, mtimeMs } = entry;
      // Links, pipes and devices are not followed: a name in an inbox may be anyone's.
      if (!entry.isFile()) return this.#unusable({ path, reason: "not-a-file" });
      if (this.setting.now() - mtimeMs < this.#settle) return undefined;
      if (size === 0) return this.#unusable({ path, reason: "empty" });
      if (size > this.#maxBytes) return this.#unusable({ path, reason: "too-large" });
      return { path, size, modified: mtimeMs };
    } catch (error) {
      if (isGone(error)) return undefined;
      return this.#unreadable(path, error);
    }
  }

  /** Undefined if the file changed while it was read. */
  async #hash(file: Found): Promise<string | undefined> {
    try {
      const hash = createHash("sha256");
      for await (const chunk of createReadStream(file.path)) hash.update(chunk as Buffer);
      const after = await stat(file.path);
      const same = after.size === file.size && after.mtimeMs === file.modified;
      return same ? hash.digest("hex") : undefined;
    } catch (error) {
      if (isGone(error)) return undefined;
      return this.#unreadable(file.path, error);
    }
  }

  #unusable(unusable: Unusable): undefined {
    this.#report(unusable);
  }

  #unreadable(path: string, error: unknown): undefined {
    const system = (error as NodeJS.ErrnoException | null)?.code;
    if (system === undefined) throw error;
    this.#report({ path, reason: "unreadable", system });
  }
}

function isGone(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | null)?.code === "ENOENT";
}

function compare(one: string, other: string): number {
  return one < other ? -1 : 1;
}
