import { join } from "node:path";
import { PerennialError } from "@perennial/api";
import type { FileOperations } from "../../files/file-operations.js";
import { PrivateFolder } from "../../files/private-folder.js";

const name = "removal.lock";
/** Primary result code SQLITE_BUSY; extended ones have it in their low byte. */
const busy = 5;

/**
 * One removal at a time in a home, over all processes: of two that each take the other's old pair
 * for the new one, both pairs would be gone. One lock for all tokens, since two drivers may show one
 * token under different names. It is SQLite's lock on an empty database, which is the operating
 * system's on a file: it ends with the process that holds it, however that ends.
 */
export class RemovalLock {
  readonly #folder: PrivateFolder;

  constructor(
    /** Absolute path of Perennial's home folder. */
    home: string,
    files?: FileOperations,
  ) {
    this.#folder = new PrivateFolder(join(home, "tokens", "locks"), files);
  }

  /**
   * Does something that no other process does meanwhile.
   * @throws PerennialError `token.removal-busy` at once if another does it now; `keys.disk-full`,
   *   `keys.folder-unusable`, and what the work throws.
   */
  async hold<T>(work: () => Promise<T>): Promise<T> {
    await this.#folder.prepare();
    await this.#folder.create(name, new Uint8Array());
    const { DatabaseSync } = await import("node:sqlite");
    const path = join(this.#folder.path, name);
    let database: InstanceType<typeof DatabaseSync> | undefined;
    try {
      database = new DatabaseSync(path, { timeout: 0 });
      database.exec("BEGIN EXCLUSIVE");
    } catch (error) {
      database?.close();
      throw lockError(error, path);
    }
    try {
      return await work();
    } finally {
      database.close();
    }
  }
}

function lockError(cause: unknown, path: string): unknown {
  const number = (cause as { readonly errcode?: unknown } | null)?.errcode;
  if (typeof number !== "number") return cause;
  const options = { cause, effect: "none" } as const;
  if ((number & 0xff) === busy) return new PerennialError("token.removal-busy", {}, options);
  return new PerennialError("keys.folder-unusable", { path, system: `SQLite ${number}` }, options);
}
