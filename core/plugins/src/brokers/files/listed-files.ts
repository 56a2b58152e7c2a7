import { PerennialError, type ListedFile } from "@perennial/api";
import { matchesName } from "@perennial/inbox";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { inject, injectable } from "tsyringe";
import { isSafeName } from "../home-folders.js";
import { RequestPort } from "../ports.js";
import { readGiven } from "./artifacts.js";
import { isTemporary, sweepLeftovers } from "./leftovers.js";
import { ProfileFolders } from "./profile-folders.js";

const HANDLE = /^listed:(?<field>[^/]*)\/(?<name>[^/\\]+)$/;

/**
 * Files that lie in folders of the profile. A folder that the manifest declares readable is read as
 * it is. Where a plugin may only write, and in the export folder, nothing but certification requests
 * is read: they hold public keys and are made to be handed over.
 */
@injectable()
export class ListedFiles {
  constructor(
    @inject(ProfileFolders) private readonly folders: ProfileFolders,
    @inject(RequestPort) private readonly requests: RequestPort,
  ) {}

  static isHandle(handle: string): boolean {
    return handle.startsWith("listed:");
  }

  async list(field: string | undefined, names: readonly string[]): Promise<readonly ListedFile[]> {
    const folder = this.folders.folder(field, ["read", "write"]);
    const found: ListedFile[] = [];
    const entries = await entriesOf(folder);
    if (entries.some((entry) => isTemporary(entry.name))) await sweepLeftovers(folder);
    for (const entry of entries) {
      if (isTemporary(entry.name)) continue;
      if (!entry.isFile() || !matchesName(entry.name, names)) continue;
      const { mtime } = await stat(join(folder, entry.name));
      const handle = `listed:${field ?? ""}/${entry.name}`;
      found.push({ name: entry.name, modifiedAt: mtime.toISOString(), handle });
    }
    return found.sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  /** @throws PerennialError `files.not-allowed`, `files.not-given`, and as {@link readGiven}. */
  async read(handle: string, maxBytes: number): Promise<Buffer> {
    const { field = "", name = "" } = HANDLE.exec(handle)?.groups ?? {};
    const folder = this.folders.folder(field === "" ? undefined : field, ["read", "write"]);
    // As it was listed: a plain file, no link to somewhere else.
    const isListed = (await entriesOf(folder)).some(
      (entry) => entry.name === name && entry.isFile(),
    );
    if (!isSafeName(name) || !isListed) {
      throw new PerennialError("files.not-given", { handle }, { effect: "none" });
    }
    const content = await readGiven(join(folder, name), maxBytes);
    if (this.folders.isReadable(field) || (await this.isRequest(content))) return content;
    throw new PerennialError("files.not-allowed", { path: name }, { effect: "none" });
  }

  private async isRequest(content: Buffer): Promise<boolean> {
    try {
      await this.requests.read(content.toString("base64"));
      return true;
    } catch (error) {
      if (PerennialError.is(error) && error.code.startsWith("requests.")) return false;
      throw error;
    }
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
