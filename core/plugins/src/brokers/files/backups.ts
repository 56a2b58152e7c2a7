import { PerennialError, type Backup, type Files, type KeyOnToken } from "@perennial/api";
import { createHash, randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { inject, injectable } from "tsyringe";
import type { StepContext } from "../../process/step-services.js";
import { safeName, type HomeFolders } from "../home-folders.js";
import { KeyOwnership } from "../key-ownership.js";
import { tokenMatchOf } from "../key-places.js";
import { BusinessClockPort, KeyPort } from "../ports.js";
import { HomeToken, RunContext } from "../tokens.js";
import { diskError, syncFolder, writeSynced } from "./atomic-write.js";
import {
  BACKUP_MANIFEST,
  backupOf,
  sealManifest,
  verifiedBackup,
  type BackedUpFile,
} from "./backup-manifest.js";
import { backupSources } from "./backup-sources.js";
import { ProfileFolders } from "./profile-folders.js";

/**
 * Backups under `backups/<profile>/<label>`. One is made in a folder with another name, its list of
 * hashes is written last, and only then it gets its name: half a backup never looks like one.
 */
@injectable()
export class Backups {
  constructor(
    @inject(RunContext) private readonly context: StepContext,
    @inject(HomeToken) private readonly home: HomeFolders,
    @inject(ProfileFolders) private readonly folders: ProfileFolders,
    @inject(KeyPort) private readonly keys: KeyPort,
    @inject(KeyOwnership) private readonly ownership: KeyOwnership,
    @inject(BusinessClockPort) private readonly clock: BusinessClockPort,
  ) {}

  find(label: string): Promise<Backup | null> {
    return verifiedBackup(this.#target(label), label);
  }

  async make(request: Parameters<Files["backUp"]>[0]): Promise<Backup> {
    const { label, folder, paths, keyIds } = request;
    const target = this.#target(label);
    const known = await this.find(label);
    if (known !== null) return known;
    const sources =
      folder === undefined
        ? { files: [], missing: paths }
        : await backupSources(this.folders.path(folder, ["backup", "write"]), paths);
    const { inStore, onTokens } = await this.#split(keyIds);
    const partial = join(dirname(target), `.partial-${randomBytes(8).toString("hex")}`);
    try {
      const files = [
        ...(await copyAll(sources.files, partial)),
        ...(await this.#copyKeys(inStore, partial)),
      ];
      const manifest = sealManifest({
        version: 1,
        label,
        madeAt: await this.clock.now(),
        files,
        missing: sources.missing,
        ...(onTokens.length === 0 ? {} : { onTokens }),
      });
      await mkdir(partial, { recursive: true, mode: 0o700 });
      const text = Buffer.from(`${JSON.stringify(manifest, undefined, 2)}\n`);
      await writeSynced(join(partial, BACKUP_MANIFEST), text, 0o600);
      await syncFolder(partial);
      await rename(partial, target);
      await syncFolder(dirname(target));
      return backupOf(target, manifest);
    } catch (error) {
      await rm(partial, { recursive: true, force: true });
      throw targetTaken(error)
        ? new PerennialError("files.exists", { path: target })
        : diskError(error, target);
    }
  }

  /** Keys of which there can be a copy, and those on tokens. */
  async #split(keyIds: readonly string[]) {
    const inStore: string[] = [];
    const onTokens: KeyOnToken[] = [];
    for (const id of new Set(keyIds)) {
      if (!(await this.ownership.isOfProfile(id))) {
        throw new PerennialError("keys.not-yours", { id, plugin: this.context.plugin.id });
      }
      const place = await this.ownership.placeOf(id);
      if (place === undefined) inStore.push(id);
      else onTokens.push({ id, token: (await tokenMatchOf(place)).label ?? "" });
    }
    return { inStore, onTokens };
  }

  async #copyKeys(keyIds: readonly string[], partial: string): Promise<readonly BackedUpFile[]> {
    const paths = await this.keys.encryptedFiles(keyIds);
    return await copyAll(
      paths.map((path) => ({ from: path, to: `perennial-keys/${basename(path)}` })),
      partial,
    );
  }

  #target(label: string): string {
    return join(this.home.backups(this.context.run.profileId), safeName(label));
  }
}

async function copyAll(
  files: readonly { readonly from: string; readonly to: string }[],
  partial: string,
): Promise<readonly BackedUpFile[]> {
  const copied: BackedUpFile[] = [];
  for (const { from, to } of files) {
    const target = join(partial, to);
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    copied.push({ path: to, ...(await copySynced(from, target)) });
    await syncFolder(dirname(target));
  }
  return copied;
}

async function copySynced(
  from: string,
  to: string,
): Promise<{ readonly bytes: number; readonly sha256: string }> {
  const hash = createHash("sha256");
  let bytes = 0;
  const file = await open(to, "wx", 0o600);
  try {
    for await (const chunk of createReadStream(from) as AsyncIterable<Buffer>) {
      hash.update(chunk);
      bytes += chunk.length;
      await file.writeFile(chunk);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { bytes, sha256: hash.digest("hex") };
}

/** `rename` onto a folder that holds something. */
function targetTaken(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  return code === "ENOTEMPTY" || code === "EEXIST";
}
