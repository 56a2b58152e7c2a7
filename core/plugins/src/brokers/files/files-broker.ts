import {
  PerennialError,
  type Backup,
  type Files,
  type ListedFile,
  type SavedFile,
} from "@perennial/api";
import { realpath } from "node:fs/promises";
import { join } from "node:path";
import { inject, injectable } from "tsyringe";
import type { StepContext } from "../../process/step-services.js";
import { safeName } from "../home-folders.js";
import { RunContext } from "../tokens.js";
import { Artifacts, readGiven } from "./artifacts.js";
import { sha256, writeOnce } from "./atomic-write.js";
import { Backups } from "./backups.js";
import { ListedFiles } from "./listed-files.js";
import { ProfileFolders } from "./profile-folders.js";

const MAX_BYTES = 10 * 1024 * 1024;

/** Files for one renewal: what was given to it, and the folders its profile names. */
@injectable()
export class FilesBroker implements Files {
  constructor(
    @inject(RunContext) private readonly context: StepContext,
    @inject(Artifacts) private readonly artifacts: Artifacts,
    @inject(ProfileFolders) private readonly folders: ProfileFolders,
    @inject(Backups) private readonly backups: Backups,
    @inject(ListedFiles) private readonly listed: ListedFiles,
  ) {}

  async read(handle: string): Promise<string> {
    return (await this.content(handle)).toString("base64");
  }

  private content(handle: string): Promise<Buffer> {
    if (handle.startsWith("profile:")) {
      return readGiven(this.folders.path(handle.slice("profile:".length), ["read"]), MAX_BYTES);
    }
    if (ListedFiles.isHandle(handle)) return this.listed.read(handle, MAX_BYTES);
    return this.artifacts.read(this.context.run.renewal, handle);
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

  list(request: { folder?: string; names: readonly string[] }): Promise<readonly ListedFile[]> {
    return this.listed.list(request.folder, request.names);
  }

  backUp(request: Parameters<Files["backUp"]>[0]): Promise<Backup> {
    return this.backups.make(request);
  }

  findBackup(label: string): Promise<Backup | null> {
    return this.backups.find(label);
  }
}
