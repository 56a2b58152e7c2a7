import { constants, type BigIntStats } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import { PerennialError } from "@perennial/api";

/** Bytes that are read at once. */
const pieceSize = 1024 * 1024;

/** A file that is signed or verified: read as a stream, or whole where it has to be in memory. */
export class InputFile implements AsyncDisposable {
  private constructor(
    readonly path: string,
    private readonly file: FileHandle,
    private readonly opened: BigIntStats,
    private readonly interrupt: AbortSignal | undefined,
  ) {}

  /**
   * @param path absolute.
   * @throws PerennialError `files.not-found`, `files.not-a-file` for folders, devices and pipes,
   *   `files.unreadable`.
   */
  static async open(path: string, interrupt?: AbortSignal): Promise<InputFile> {
    let file: FileHandle | undefined;
    try {
      // A named pipe is opened without waiting for its other end; the kind is known before any reading.
      file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
      const found = await file.stat({ bigint: true });
      if (!found.isFile()) throw new PerennialError("files.not-a-file", { path });
      return new InputFile(path, file, found, interrupt);
    } catch (error) {
      await file?.close();
      throw readError(error, path);
    }
  }

  /** Bytes, when it was opened. */
  get size(): number {
    return Number(this.opened.size);
  }

  /** Permissions, for what is made of it. */
  get mode(): number {
    return Number(this.opened.mode & 0o777n);
  }

  /** Whether a path leads to this very file. */
  is(other: BigIntStats): boolean {
    return other.dev === this.opened.dev && other.ino === this.opened.ino;
  }

  /** The first bytes, at most so many. */
  async head(length: number): Promise<Uint8Array> {
    const buffer = Buffer.alloc(length);
    return buffer.subarray(0, await this.read(buffer, 0));
  }

  /**
   * All of it from the beginning, as often as wanted.
   * @throws PerennialError `files.unreadable`, `signing.interrupted`.
   */
  async *pieces(): AsyncGenerator<Uint8Array> {
    for (let at = 0; ;) {
      if (this.interrupt?.aborted === true) throw new PerennialError("signing.interrupted");
      const buffer = Buffer.allocUnsafeSlow(pieceSize);
      const length = await this.read(buffer, at);
      if (length === 0) return;
      at += length;
      yield buffer.subarray(0, length);
    }
  }

  /** All of it in memory; whoever calls has judged the size. */
  async bytes(): Promise<Buffer> {
    const whole = Buffer.alloc(this.size);
    let at = 0;
    for await (const piece of this.pieces()) {
      if (at + piece.length > whole.length) throw this.changed();
      whole.set(piece, at);
      at += piece.length;
    }
    if (at !== whole.length) throw this.changed();
    return whole;
  }

  /** @throws PerennialError `signing.file-changed` if it is not as it was when it was opened. */
  async checkUnchanged(): Promise<void> {
    const { size, mtimeNs, ctimeNs } = await this.file.stat({ bigint: true });
    const before = this.opened;
    if (size !== before.size || mtimeNs !== before.mtimeNs || ctimeNs !== before.ctimeNs) {
      throw this.changed();
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.file.close();
  }

  private changed(): PerennialError {
    return new PerennialError("signing.file-changed", { path: this.path });
  }

  private async read(buffer: Buffer, position: number): Promise<number> {
    try {
      return (await this.file.read(buffer, 0, buffer.length, position)).bytesRead;
    } catch (error) {
      throw readError(error, this.path);
    }
  }
}

function readError(error: unknown, path: string): unknown {
  if (PerennialError.is(error)) return error;
  const system = (error as NodeJS.ErrnoException).code;
  if (typeof system !== "string") return error;
  const options = { cause: error };
  if (["ENOENT", "ENOTDIR", "ENAMETOOLONG"].includes(system)) {
    return new PerennialError("files.not-found", { path }, options);
  }
  // A socket cannot even be opened.
  if (system === "EISDIR" || system === "ENXIO") {
    return new PerennialError("files.not-a-file", { path }, options);
  }
  return new PerennialError("files.unreadable", { path }, options);
}
