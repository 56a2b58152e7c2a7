import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { PerennialError } from "@perennial/api";
import type { FileOperations } from "../files/file-operations.js";
import { PrivateFolder } from "../files/private-folder.js";
import type { Passphrases } from "../passphrase/passphrases.js";
import { corrupt } from "./json-file.js";
import { parseWrappedKeyFile, unwrapDataKey, wrapDataKey } from "./wrapped-key-file.js";
import type { WrappedKeyFile } from "./wrapped-key-file.js";

/** Name of the file with the wrapped data key. */
export const wrappedKeyName = "store.json";

/**
 * The store's data key: 256 random bits, wrapped under the passphrase in `keys/store.json`. It is
 * unwrapped when it is needed first, and kept in memory until {@link lock}. The first use creates it;
 * of several processes that do so at once, one wins and the others open the winner's.
 */
export class StoreKey {
  readonly keys: PrivateFolder;
  readonly secrets: PrivateFolder;
  private unlocking: Promise<Buffer> | undefined;

  /** @param home absolute path; keys lie in `keys`, secrets in `secrets` below it. */
  constructor(
    private readonly home: string,
    private readonly passphrases: Passphrases,
    files?: FileOperations,
  ) {
    this.keys = new PrivateFolder(join(home, "keys"), files);
    this.secrets = new PrivateFolder(join(home, "secrets"), files);
  }

  /** Absolute path of the wrapped data key. */
  get path(): string {
    return join(this.keys.path, wrappedKeyName);
  }

  /** Whether the store has been created. @throws PerennialError `keys.corrupt`. */
  async exists(): Promise<boolean> {
    return (await this.load()) !== null;
  }

  /**
   * The data key. The caller neither changes nor keeps it.
   * @throws PerennialError `keys.store-locked` (no passphrase to be had), `keys.wrong-passphrase`,
   *   `keys.corrupt`, `keys.weak-protection`, `keys.passphrase-too-short`, `keys.keyring-unusable`,
   *   `keys.disk-full`, `keys.folder-unusable`, `keys.permissions-too-open`.
   */
  async unlock(): Promise<Buffer> {
    this.unlocking ??= this.open();
    try {
      return await this.unlocking;
    } catch (error) {
      // Nothing is tried again by itself; the next call asks anew.
      this.unlocking = undefined;
      throw error;
    }
  }

  /** Forgets the data key. */
  async lock(): Promise<void> {
    const unlocking = this.unlocking;
    this.unlocking = undefined;
    if (unlocking !== undefined) (await unlocking).fill(0);
  }

  private async open(): Promise<Buffer> {
    const file = await this.load();
    if (file === null) return this.create();
    await this.keys.prepare();
    const passphrase = await this.passphrases.find({ home: this.home, id: file.id });
    try {
      return await unwrapDataKey(file, passphrase);
    } finally {
      passphrase.fill(0);
    }
  }

  private async load(): Promise<WrappedKeyFile | null> {
    const content = await this.keys.read(wrappedKeyName);
    if (content !== null) return parseWrappedKeyFile(content, this.path);
    // Keys without the key to them are a damaged store, not a new one.
    const left = [...(await this.keys.names()), ...(await this.secrets.names())];
    if (left.some((name) => name.endsWith(".json"))) {
      // Another process may have created the store between the two looks.
      const again = await this.keys.read(wrappedKeyName);
      if (again === null) throw corrupt(this.path, "missing");
      return parseWrappedKeyFile(again, this.path);
    }
    return null;
  }

  private async create(): Promise<Buffer> {
    await this.keys.prepare();
    const id = randomBytes(8).toString("hex");
    const chosen = await this.passphrases.choose({ home: this.home, id });
    const dataKey = randomBytes(32);
    let created = false;
    try {
      const content = await wrapDataKey(dataKey, chosen.passphrase, id);
      created = await this.keys.create(wrappedKeyName, content);
    } finally {
      chosen.passphrase.fill(0);
      if (!created) {
        dataKey.fill(0);
        await chosen.undo();
      }
    }
    return created ? dataKey : this.openOther();
  }

  private async openOther(): Promise<Buffer> {
    if ((await this.load()) === null) {
      throw new PerennialError("keys.folder-unusable", { path: this.path, system: "ENOENT" });
    }
    return this.open();
  }
}
