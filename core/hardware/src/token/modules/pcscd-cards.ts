import { connect, type Socket } from "node:net";
import { access } from "node:fs/promises";
import type { CardInReader, CardsInReaders } from "./card-atrs.js";

// The protocol between libpcsclite and pcscd (pcsc-lite, winscard_msg.h and eventhandler.h), of
// which version 4.4 is understood by pcscd 1.8.24 and later. All numbers are the machine's own; the
// machines that Perennial runs on have the low byte first.

/** A request is its length in bytes and a command, of 32 bits each, and then its data. */
const command = { version: 0x11, readerStates: 0x12 } as const;
/** struct version_struct: major, minor, return value; 32 bits each. */
const version = { bytes: 12, major: 4, minor: 4 } as const;
/** struct pubReaderStatesList: one for each of 16 readers. */
const state = {
  readers: 16,
  bytes: 184,
  name: 128,
  flags: 132,
  atr: 140,
  atrBytes: 33,
  atrLength: 176,
} as const;
/** SCARD_PRESENT of `readerState`. */
const present = 0x0004;

/** Milliseconds in which pcscd has to answer. */
const patience = 500;

/** Where pcscd listens; libpcsclite looks at the same variable. */
export function pcscdSocket(env: NodeJS.ProcessEnv): string {
  return env["PCSCLITE_CSOCK_NAME"] ?? "/run/pcscd/pcscd.comm";
}

/**
 * The cards that pcscd sees, asked of its socket: no library is needed, and no card is spoken to.
 * Where there is no pcscd, or one that does not answer as expected, there are no cards.
 */
export class PcscdCards implements CardsInReaders {
  constructor(private readonly socketPath: string) {}

  async read(): Promise<readonly CardInReader[]> {
    try {
      await access(this.socketPath);
      return await ask(connect(this.socketPath));
    } catch (error) {
      // Nobody listens, nobody may, or another version does: the other places name modules as well.
      if (error instanceof NoAnswer || typeof (error as { code?: unknown }).code === "string") {
        return [];
      }
      throw error;
    }
  }
}

class NoAnswer extends Error {}

async function ask(socket: Socket): Promise<readonly CardInReader[]> {
  const timer = setTimeout(() => socket.destroy(new NoAnswer("no answer in time")), patience);
  try {
    const answers = new Answers(socket);
    const asked = Buffer.alloc(version.bytes);
    asked.writeInt32LE(version.major, 0);
    asked.writeInt32LE(version.minor, 4);
    socket.write(request(command.version, asked));
    const answered = await answers.next(version.bytes);
    if (answered.readInt32LE(0) !== version.major || answered.readUInt32LE(8) !== 0) {
      throw new NoAnswer("another version");
    }
    socket.write(request(command.readerStates, Buffer.alloc(0)));
    return cards(await answers.next(state.readers * state.bytes));
  } finally {
    clearTimeout(timer);
    socket.destroy();
  }
}

function request(what: number, data: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt32LE(data.length, 0);
  header.writeUInt32LE(what, 4);
  return Buffer.concat([header, data]);
}

/** What comes over a socket, in pieces of the lengths that are expected. */
class Answers {
  #received: Buffer = Buffer.alloc(0);
  readonly #chunks: AsyncIterator<Buffer>;

  constructor(socket: Socket) {
    this.#chunks = (socket as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  }

  async next(bytes: number): Promise<Buffer> {
    while (this.#received.length < bytes) {
      const { done, value } = await this.#chunks.next();
      if (done === true) throw new NoAnswer("ended");
      this.#received = Buffer.concat([this.#received, value]);
    }
    const answer = this.#received.subarray(0, bytes);
    this.#received = this.#received.subarray(bytes);
    return answer;
  }
}

function cards(states: Buffer): readonly CardInReader[] {
  const found: CardInReader[] = [];
  for (let offset = 0; offset < states.length; offset += state.bytes) {
    const one = states.subarray(offset, offset + state.bytes);
    const length = one.readUInt32LE(state.atrLength);
    const name = one.subarray(0, state.name);
    if (name[0] === 0 || length < 2 || length > state.atrBytes) continue;
    if ((one.readUInt32LE(state.flags) & present) === 0) continue;
    const end = name.indexOf(0);
    const reader = name.subarray(0, end < 0 ? state.name : end).toString("utf8");
    found.push({ reader, atr: Buffer.from(one.subarray(state.atr, state.atr + length)) });
  }
  return found;
}
