import { PerennialError, type Backup, type Files, type SavedFile } from "@perennial/api";
import { readdir, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { inject, injectable } from "tsyringe";
import type { StepContext } from "../../process/step-services.js";
import { safeName } from "../home-folders.js";
import { RunContext } from "../tokens.js";
import { Artifacts, readGiven } from "./artifacts.js";
import { sha256, writeOnce } from "./atomic-write.js";
import { Backups } from "./backups.js";
import { ProfileFolders } from "./profile-folders.js";
import { matchesName } from "@perennial/inbox";

const MAX_BYTES = 10 * 1024 * 1024;

/** Files for one renewal: what was given to it, and the folders its profile names. */
@injectable()
export class FilesBroker implements Files {
  constructor(
    @inject(RunContext) private readonly context: StepContext,
    @inject(Artifacts) private readonly artifacts: Artifacts,
    @inject(ProfileFolders) private readonly folders: ProfileFolders,
    @inject(Backups) private readonly backups: Backups,
  ) {}

  async read(handle: string): Promise<string> {
    const content = handle.startsWith("profile:")
      ? await readGiven(this.folders.path(handle.slice("profile:".length), ["read"]), MAX_BYTES)
      : await this.artifacts.read(this.context.run.renewal, handle);
    return content.toString("base64");
  }

  async save(request: { folder?: string; name: string; content: string }): Promise<SavedFile> {
    const folder = this.folders.folder(request.folder, ["write"]);
    const name = safeName(request.name);
    const content = Buffer.from(request.content, "base64");
    if (content.length > MAX_BYTES) {
      throw new PerennialError("files.too-large", {
        path: name,
        size: content.length,
        limit: MAX_BYTES,
      });
    }
    await writeOnce(folder, name, content);
    return { path: join(await realpath(folder), name), name, sha256: sha256(content) };
  }

  async list(request: {
    folder?: string;
    names: readonly string[];
  }): Promise<readonly { readonly name: string; readonly modifiedAt: string }[]> {
    const folder = this.folders.folder(request.folder, ["read", "write"]);
    const found: { name: string; modifiedAt: string }[] = [];
    for (const entry of await entriesOf(folder)) {
      if (!entry.isFile() || !matchesName(entry.name, request.names)) continue;
      const { mtime } = await stat(join(folder, entry.name));
      found.push({ name: entry.name, modifiedAt: mtime.toISOString() });
    }
    return found.sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  backUp(request: Parameters<Files["backUp"]>[0]): Promise<Backup> {
    return this.backups.make(request);
  }

  findBackup(label: string): Promise<Backup | null> {
    return this.backups.find(label);
  }
}

/** A folder that is not there yet holds nothing. */
async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
