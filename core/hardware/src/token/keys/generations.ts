import { join } from "node:path";
import { PerennialError } from "@perennial/api";
import type { FileOperations } from "../../files/file-operations.js";
import { PrivateFolder } from "../../files/private-folder.js";
import type { TokenTimers } from "../host/timers.js";
import { whileGenerating } from "../process/generation-lock.js";

/** Milliseconds in which a process that lost its host ends, and most tokens make a key. */
const patience = 10_000;
/** Milliseconds between two looks. */
const interval = 250;

/**
 * Keys that tokens are making, over all processes of a home: a token goes on with a key when nobody
 * waits for it any more, and until it is done nobody knows whether there is one.
 */
export class Generations {
  readonly #folder: PrivateFolder;

  constructor(
    /** Absolute path of Perennial's home folder. */
    home: string,
    private readonly timers: TokenTimers,
    files?: FileOperations,
  ) {
    this.#folder = new PrivateFolder(join(home, "tokens", "generating"), files);
  }

  /**
   * The path of the lock that whoever makes the key has to hold.
   * @throws PerennialError `keys.disk-full`, `keys.folder-unusable`.
   */
  async begin(id: string): Promise<string> {
    await this.#folder.prepare();
    await this.#folder.create(nameOf(id), new Uint8Array());
    return join(this.#folder.path, nameOf(id));
  }

  /**
   * Resolves when no token makes the key.
   * @throws PerennialError `token.generating` if one does for longer than a moment.
   */
  async settled(id: string): Promise<void> {
    if (!(await this.#folder.names()).includes(nameOf(id))) return;
    const path = join(this.#folder.path, nameOf(id));
    const end = this.timers.now() + patience;
    for (;;) {
      try {
        await whileGenerating(path, () => Promise.resolve());
        return await this.over(id);
      } catch (error) {
        if (!PerennialError.is(error, "token.generating")) throw error;
        if (this.timers.now() >= end) throw error;
      }
      await new Promise<void>((resolve) => this.timers.after(interval, resolve));
    }
  }

  /** Whether a token makes a key now, for any process of the home. */
  async underWay(): Promise<boolean> {
    for (const name of await this.#folder.names()) {
      try {
        await whileGenerating(join(this.#folder.path, name), () => Promise.resolve());
      } catch (error) {
        if (!PerennialError.is(error, "token.generating")) throw error;
        return true;
      }
    }
    return false;
  }

  /** Nothing is made under it any more. */
  async over(id: string): Promise<void> {
    await this.#folder.removeIfThere(nameOf(id));
  }
}

function nameOf(id: string): string {
  return `${id}.lock`;
}
