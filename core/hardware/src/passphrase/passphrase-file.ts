import { constants } from "node:fs";
import { lstat, open } from "node:fs/promises";
import { PerennialError } from "@perennial/api";
import { systemCode } from "../files/file-errors.js";
import { readHandedOver } from "../files/handed-over.js";
import type { PassphraseSource } from "./passphrase-source.js";
import { passphraseOfFile } from "./passphrase-text.js";
import { untilFixed } from "./until-fixed.js";

const posix = process.platform !== "win32";
/** Bytes. */
const largest = 4096;

/**
 * A file that a person named (`--passphrase-file`), or a pipe that was handed over as a file
 * descriptor. Its last line end does not count.
 */
export class PassphraseFile implements PassphraseSource {
  readonly name: string = "file";
  /** A pipe can be read once. */
  #handedOver: Buffer | undefined;

  constructor(private readonly path: string) {}

  /**
   * @throws PerennialError `keys.passphrase-file-missing`, `keys.passphrase-file-open` (readable by
   *   others, owned by someone else, or no regular file), `keys.passphrase-file-unusable`,
   *   `files.handed-over-too-large`, `files.handed-over-too-slow`.
   */
  async find(): Promise<Uint8Array | null> {
    const content = await this.read();
    try {
      const passphrase = passphraseOfFile(content);
      if (passphrase === null || passphrase.length === 0) {
        throw new PerennialError("keys.passphrase-file-unusable", { path: this.path }, untilFixed);
      }
      return passphrase;
    } finally {
      content.fill(0);
    }
  }

  private async read(): Promise<Buffer> {
    this.#handedOver ??= posix ? await readHandedOver(this.path, { largest }) : undefined;
    if (this.#handedOver !== undefined) return Buffer.from(this.#handedOver);
    try {
      if (!(await lstat(this.path)).isFile()) throw this.refused("noRegularFile");
      const file = await open(
        this.path,
        constants.O_RDONLY | (posix ? constants.O_NOFOLLOW | constants.O_NONBLOCK : 0),
      );
      try {
        const status = await file.stat();
        if (posix) this.check(status);
        if (!status.isFile() || status.size > largest) throw this.refused("noRegularFile");
        return await file.readFile();
      } finally {
        await file.close();
      }
    } catch (error) {
      const system = systemCode(error);
      if (system === undefined || PerennialError.is(error)) throw error;
      const params = { path: this.path };
      if (system === "ENOENT") {
        throw new PerennialError("keys.passphrase-file-missing", params, {
          ...untilFixed,
          cause: error,
        });
      }
      throw new PerennialError("keys.passphrase-file-unusable", params, {
        ...untilFixed,
        cause: error,
      });
    }
  }

  private check({ mode, uid }: { readonly mode: number; readonly uid: number }): void {
    if ((mode & 0o077) !== 0) throw this.refused("permissions");
    if (process.getuid !== undefined && uid !== process.getuid()) throw this.refused("owner");
  }

  private refused(reason: string): PerennialError {
    return new PerennialError("keys.passphrase-file-open", { path: this.path, reason }, untilFixed);
  }
}
