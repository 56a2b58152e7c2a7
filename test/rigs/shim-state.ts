import { open, writeFile } from "node:fs/promises";
import { endianness } from "node:os";

const words = 4096;
const tokenWords = 16;
const ruleWords = 1024;
const places = { epoch: 0, absent: 1, user: 2, so: 3, context: 4 } as const;

/** The number of faults that one shim can be given in its life. */
export const mostRules = words - ruleWords;

export type TokenWord = keyof typeof places;

/** The state file, which the processes of the module share. The C side is `shim/state.h`. */
export class ShimState {
  constructor(private readonly path: string) {}

  async create(): Promise<void> {
    await writeFile(this.path, Buffer.alloc(words * 4), { flag: "wx", mode: 0o600 });
  }

  /** Of the token with this index. */
  readToken(token: number, word: TokenWord): Promise<number> {
    return this.#read(tokenWords * (1 + token) + places[word]);
  }

  writeToken(token: number, word: TokenWord, value: number): Promise<void> {
    return this.#write(tokenWords * (1 + token) + places[word], value);
  }

  /** How often the function of a fault was called since it was set. */
  readRule(id: number): Promise<number> {
    return this.#read(ruleWords + id);
  }

  async #read(word: number): Promise<number> {
    await using file = await open(this.path, "r");
    const { buffer } = await file.read(Buffer.alloc(4), 0, 4, word * 4);
    return endianness() === "LE" ? buffer.readUInt32LE() : buffer.readUInt32BE();
  }

  async #write(word: number, value: number): Promise<void> {
    const buffer = Buffer.alloc(4);
    if (endianness() === "LE") buffer.writeUInt32LE(value);
    else buffer.writeUInt32BE(value);
    await using file = await open(this.path, "r+");
    await file.write(buffer, 0, 4, word * 4);
  }
}
