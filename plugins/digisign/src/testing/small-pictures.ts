import { crc32, deflateSync } from "node:zlib";

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

/** A grey PNG. `pixels`: the data instead of what the size asks for. */
export function smallPng(
  width = 8,
  height = 8,
  pixels = Buffer.alloc((width + 1) * height),
): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  return Buffer.concat([
    Buffer.from("89504e470d0a1a0a", "hex"),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(pixels)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** A bitmap of 24 bits a pixel. */
export function smallBmp(width = 8, height = 8): Buffer {
  const line = Math.ceil((width * 3) / 4) * 4;
  const bytes = Buffer.alloc(54 + Math.max(line * Math.abs(height), 0));
  bytes.write("BM", 0, "latin1");
  bytes.writeUInt32LE(bytes.length, 2);
  bytes.writeUInt32LE(54, 10);
  bytes.writeUInt32LE(40, 14);
  bytes.writeInt32LE(width, 18);
  bytes.writeInt32LE(height, 22);
  bytes.writeUInt16LE(1, 26);
  bytes.writeUInt16LE(24, 28);
  return bytes;
}

/** A bitmap of 8 bits a pixel in runs. */
export function runBmp(runs: readonly number[], width = 8, height = 2): Buffer {
  const bytes = Buffer.concat([smallBmp(width, 0), Buffer.from(runs)]);
  bytes.writeInt32LE(height, 22);
  bytes.writeUInt16LE(8, 28);
  bytes.writeUInt32LE(1, 30);
  return bytes;
}

/** A grey TIFF in one strip; `deflated` packs it, `next` is where the next directory is said to be. */
export function smallTiff(
  width = 8,
  height = 8,
  { deflated = false, next = 0, pixels = Buffer.alloc(width * height, 0x7f) } = {},
): Buffer {
  const data = deflated ? deflateSync(pixels) : pixels;
  const entries: readonly (readonly [number, number])[] = [
    [256, width],
    [257, height],
    [258, 8],
    [259, deflated ? 8 : 1],
    [262, 1],
    [273, 8 + 2 + 9 * 12 + 4],
    [277, 1],
    [278, height],
    [279, data.length],
  ];
  const head = Buffer.alloc(8 + 2 + entries.length * 12 + 4);
  head.write("II*\0", 0, "latin1");
  head.writeUInt32LE(8, 4);
  head.writeUInt16LE(entries.length, 8);
  for (const [index, [tag, value]] of entries.entries()) {
    const at = 10 + index * 12;
    head.writeUInt16LE(tag, at);
    head.writeUInt16LE(4, at + 2);
    head.writeUInt32LE(1, at + 4);
    head.writeUInt32LE(value, at + 8);
  }
  head.writeUInt32LE(next, head.length - 4);
  return Buffer.concat([head, data]);
}

/** A grey JPEG of 8 by 8 pixels, as `jpeg-js` writes it. */
export async function smallJpeg(width = 8, height = 8): Promise<Buffer> {
  const { encode } = await import("jpeg-js");
  return encode({ width, height, data: Buffer.alloc(width * height * 4, 0x7f) }, 80).data;
}
