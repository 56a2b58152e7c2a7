import { createHash, randomBytes } from "node:crypto";
import { join } from "node:path";
import { PerennialError } from "@perennial/api";
import type { SecretRef } from "@perennial/api";
import type { PrivateFolder } from "../files/private-folder.js";
import { parseSecretFile, sealSecretFile, unsealSecrets } from "./secret-file.js";
import type { SecretFile } from "./secret-file.js";
import type { StoreKey } from "./store-key.js";

/** Attempts when other processes write the same profile's secrets at the same moment. */
const mostAttempts = 64;

/**
 * Secrets of profiles, one encrypted file per profile under `secrets`. Names are readable without
 * unlocking, values are not. Each change writes the next generation of the file and then removes
 * those before it, the oldest first. A generation that exists is never overwritten; and a change
 * counts only if the generation that it was made from was still there when it was written, so that
 * two processes cannot lose each other's change. The number alone would not tell: of a slow writer it
 * may have been given and removed already.
 */
export class SecretVault {
  constructor(private readonly storeKey: StoreKey) {}

  /**
   * Keeps a value under a name, in place of an older one. The reference of a name stays the same as
   * long as something is kept under it: another renewal of the profile may hold it in its journal.
   * @throws PerennialError `keys.store-locked`, `keys.wrong-passphrase`, `keys.disk-full`,
   *   `keys.corrupt`, `keys.busy`.
   */
  async keep(profileId: string, name: string, value: string): Promise<SecretRef> {
    let reference = "";
    await this.change(profileId, (secrets) => {
      reference = secrets.get(name)?.reference ?? randomBytes(16).toString("hex");
      secrets.set(name, { reference, value });
    });
    return { secret: reference };
  }

  /** The reference of a name, without unlocking; null if nothing is kept. */
  async find(profileId: string, name: string): Promise<SecretRef | null> {
    const names = (await this.load(profileId))?.file.names ?? {};
    const reference = Object.hasOwn(names, name) ? names[name] : undefined;
    return reference === undefined ? null : { secret: reference };
  }

  /**
   * The value of a reference.
   * @throws PerennialError `secrets.not-found`, `keys.store-locked`, `keys.wrong-passphrase`,
   *   `keys.corrupt`.
   */
  async reveal(profileId: string, ref: SecretRef): Promise<string> {
    const loaded = await this.load(profileId);
    const names = Object.values(loaded?.file.names ?? {});
    if (loaded === null || !names.includes(ref.secret))
      throw new PerennialError("secrets.not-found");
    const secrets = unsealSecrets(await this.storeKey.unlock(), loaded.file, loaded.path);
    const found = [...secrets.values()].find(({ reference }) => reference === ref.secret);
    if (found === undefined) throw new PerennialError("secrets.not-found");
    return found.value;
  }

  /** Forgets one name. That it is not kept is fine. */
  async forget(profileId: string, name: string): Promise<void> {
    if ((await this.find(profileId, name)) === null) return;
    await this.change(profileId, (secrets) => {
      secrets.delete(name);
    });
  }

  /** Forgets all secrets of a profile. Nothing is unlocked for it. */
  async forgetAll(profileId: string): Promise<void> {
    const kept = await this.generations(profileId);
    for (const { name } of kept) await this.folder.removeIfThere(name);
    // A home that never kept a secret has no such folder.
    if (kept.length > 0) await this.folder.syncFolder();
  }

  private get folder(): PrivateFolder {
    return this.storeKey.secrets;
  }

  private async change(
    profileId: string,
    edit: (secrets: Map<string, { reference: string; value: string }>) => void,
  ): Promise<void> {
    const dataKey = await this.storeKey.unlock();
    await this.folder.prepare();
    for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
      const loaded = await this.load(profileId);
      const secrets =
        loaded === null ? new Map() : unsealSecrets(dataKey, loaded.file, loaded.path);
      edit(secrets);
      const generation = (loaded?.generation ?? 0) + 1;
      const content = sealSecretFile(dataKey, { profile: profileId, generation, secrets });
      const name = fileName(profileId, generation);
      if (!(await this.folder.create(name, content))) continue;
      if (await this.follows(profileId, generation)) {
        await this.removeBefore(profileId, generation);
        return;
      }
      await this.withdraw(profileId, { name, generation, content });
    }
    throw new PerennialError("keys.busy", { path: this.folder.path }, { retry: {} });
  }

  /** Whether what a generation was made from was still the newest when it was written. */
  private async follows(profileId: string, generation: number): Promise<boolean> {
    if (generation > 1)
      return (await this.folder.read(fileName(profileId, generation - 1))) !== null;
    return (await this.generations(profileId)).at(-1)?.generation === generation;
  }

  /** A generation that came too late. Below a newer one it is nothing; alone it would count. */
  private async withdraw(
    profileId: string,
    { name, generation, content }: { name: string; generation: number; content: Buffer },
  ): Promise<void> {
    const newest = (await this.generations(profileId)).at(-1);
    if (newest?.generation !== generation) return;
    if ((await this.folder.read(name))?.equals(content) !== true) return;
    await this.folder.removeIfThere(name);
    await this.folder.syncFolder();
  }

  private async removeBefore(profileId: string, generation: number): Promise<void> {
    const old = (await this.generations(profileId)).filter((file) => file.generation < generation);
    for (const { name } of old) await this.folder.removeIfThere(name);
  }

  private async load(
    profileId: string,
  ): Promise<{ file: SecretFile; generation: number; path: string } | null> {
    for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
      const newest = (await this.generations(profileId)).at(-1);
      if (newest === undefined) return null;
      const { generation, name } = newest;
      const content = await this.folder.read(name);
      // It was replaced between the two looks.
      if (content === null) continue;
      const path = join(this.folder.path, name);
      return {
        file: parseSecretFile(content, { profile: profileId, generation }, path),
        generation,
        path,
      };
    }
    throw new PerennialError("keys.busy", { path: this.folder.path }, { retry: {} });
  }

  private async generations(
    profileId: string,
  ): Promise<readonly { readonly name: string; readonly generation: number }[]> {
    const prefix = `${hash(profileId)}.`;
    return (await this.folder.names())
      .filter((name) => name.startsWith(prefix) && /^\d+\.json$/u.test(name.slice(prefix.length)))
      .map((name) => ({ name, generation: Number.parseInt(name.slice(prefix.length), 10) }))
      .toSorted((a, b) => a.generation - b.generation);
  }
}

function fileName(profileId: string, generation: number): string {
  return `${hash(profileId)}.${generation}.json`;
}

/** Profile ids may differ in case alone, which some file systems do not tell apart. */
function hash(profileId: string): string {
  return createHash("sha256").update(profileId, "utf8").digest("hex").slice(0, 32);
}
