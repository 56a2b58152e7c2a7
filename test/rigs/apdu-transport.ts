import { status, type CardApplication, type Command } from "./card-application.js";

const chained = 0x10;
const getResponse = 0xc0;
const shortLength = 256;

/** Command chaining and GET RESPONSE around an application (ISO/IEC 7816-4, 5.3.3 and 11.7.1). */
export class ApduTransport {
  #begun: Buffer[] = [];
  #rest: Buffer = Buffer.alloc(0);

  constructor(private readonly application: CardApplication) {}

  reset(): void {
    this.#begun = [];
    this.#rest = Buffer.alloc(0);
    this.application.reset();
  }

  /** The bytes to answer with; `undefined`: the card leaves. */
  async transmit(bytes: Buffer): Promise<Buffer | undefined> {
    const { command, expected } = parseCommand(bytes);
    if (command.instruction === getResponse) return this.#next(expected, status.ok);
    if ((command.class & chained) !== 0) {
      this.#begun.push(command.data);
      return word(status.ok);
    }
    const data = Buffer.concat([...this.#begun, command.data]);
    this.#begun = [];
    const response = await this.application.answer({ ...command, data });
    if (response === undefined) return undefined;
    this.#rest = response.data ?? Buffer.alloc(0);
    return this.#next(expected, response.status);
  }

  #next(expected: number, end: number): Buffer {
    const data = this.#rest.subarray(0, expected);
    this.#rest = this.#rest.subarray(data.length);
    const left = this.#rest.length;
    // 61 00 says 256 bytes or more.
    const more = status.moreData | (left < shortLength ? left : 0);
    return Buffer.concat([data, word(left === 0 ? end : more)]);
  }
}

/** Short lengths; an absent or zero Le expects up to 256 bytes. */
function parseCommand(bytes: Buffer): { readonly command: Command; readonly expected: number } {
  const [first = 0, instruction = 0, p1 = 0, p2 = 0, length = 0] = bytes;
  const data = bytes.length > 5 ? bytes.subarray(5, 5 + length) : Buffer.alloc(0);
  const le = bytes.length > 5 ? bytes[5 + length] : length;
  const expected = le === undefined || le === 0 ? shortLength : le;
  return { command: { class: first, instruction, p1, p2, data }, expected };
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}
