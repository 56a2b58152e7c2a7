import { secretBytes } from "../../files/secret-bytes.js";

/** Bytes in front of a PIN: its number (32 bits) and its length in bytes (16 bits), big-endian. */
const headerBytes = 6;

/** A PIN as it goes over the pipe. The caller overwrites it once it is sent. */
export function pinFrame(pin: number, bytes: Uint8Array): Buffer {
  const frame = secretBytes(headerBytes + bytes.length);
  frame.writeUInt32BE(pin, 0);
  frame.writeUInt16BE(bytes.length, 4);
  frame.set(bytes, headerBytes);
  return frame;
}

/** Takes PINs out of what the pipe delivers, in pieces of any size, and overwrites every piece. */
export class PinFrames {
  #partial: Buffer = secretBytes(0);

  constructor(private readonly received: (pin: number, bytes: Buffer) => void) {}

  take(chunk: Buffer): void {
    const joined = secretBytes(this.#partial.length + chunk.length);
    joined.set(this.#partial, 0);
    joined.set(chunk, this.#partial.length);
    this.#partial.fill(0);
    chunk.fill(0);
    let offset = 0;
    while (joined.length - offset >= headerBytes) {
      const length = joined.readUInt16BE(offset + 4);
      const end = offset + headerBytes + length;
      if (joined.length < end) break;
      const bytes = secretBytes(length);
      joined.copy(bytes, 0, offset + headerBytes, end);
      this.received(joined.readUInt32BE(offset), bytes);
      offset = end;
    }
    this.#partial = secretBytes(joined.length - offset);
    joined.copy(this.#partial, 0, offset);
    joined.fill(0);
  }
}
