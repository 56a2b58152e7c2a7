import { PerennialError } from "@perennial/api";
import { crc32 } from "node:zlib";
import { inflatedLength } from "../inflated-size.js";
import { checkSize, damaged, type PictureSize } from "./picture.js";

/**
 * Bytes of a picture, packed out and as pixels, that are decoded: more would take more memory than a
 * plugin may. Of a larger one the check sums are proven, and that all its data is there.
 */
const mostBytes = 200 * 1024 * 1024;

/** Samples of a pixel by colour type, ISO/IEC 15948 table 11.1. */
const samples: { readonly [colourType: number]: number } = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** The seven passes of an interlaced picture: first column and line, and the steps to the next. */
const passes = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** Decodes a PNG, ISO/IEC 15948. @throws PerennialError `digisign.identity-*`. */
export async function decodePng(bytes: Uint8Array): Promise<PictureSize> {
  const { header, data } = readChunks(bytes);
  const { width, height } = header;
  const size = checkSize(width, height);
  const length = lengthOf(header);
  if ((await unpackedLength(data, length)) !== length) throw damaged("picture data is missing");
  if (length + width * height * 4 > mostBytes) return size;
  const { PNG } = await import("pngjs");
  try {
    const picture = PNG.sync.read(Buffer.from(bytes), { checkCRC: true });
    return checkSize(picture.width, picture.height);
  } catch (error) {
    throw damaged("pngjs cannot decode it", error);
  }
}

interface Header extends PictureSize {
  readonly bitsPerPixel: number;
  readonly interlaced: boolean;
}

/** Bytes of all lines, with the byte before each that says how it is filtered. */
function lengthOf({ width, height, bitsPerPixel, interlaced }: Header): number {
  const lines = (columns: number, rows: number) =>
    columns === 0 ? 0 : rows * (1 + Math.ceil((columns * bitsPerPixel) / 8));
  if (!interlaced) return lines(width, height);
  return passes.reduce((sum, [column, line, across, down]) => {
    const columns = Math.ceil(Math.max(width - column, 0) / across);
    return sum + lines(columns, Math.ceil(Math.max(height - line, 0) / down));
  }, 0);
}

async function unpackedLength(data: Uint8Array, most: number): Promise<number | undefined> {
  try {
    return await inflatedLength(data, most);
  } catch (error) {
    if (!PerennialError.is(error, "digisign.file-unpacks-too-large")) throw error;
    throw damaged("more picture data than pixels", error);
  }
}

function readChunks(bytes: Uint8Array): { readonly header: Header; readonly data: Uint8Array } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let header: Header | undefined;
  const data: Uint8Array[] = [];
  let at = 8;
  while (at + 12 <= bytes.length) {
    const length = view.getUint32(at);
    const type = Buffer.from(bytes.subarray(at + 4, at + 8)).toString("latin1");
    const end = at + 8 + length;
    if (end + 4 > bytes.length) throw damaged(`the chunk ${type} ends early`);
    if (crc32(bytes.subarray(at + 4, end)) !== view.getUint32(end)) {
      throw damaged(`the check sum of the chunk ${type} is wrong`);
    }
    if (type === "IHDR") {
      if (length !== 13 || header !== undefined) throw damaged("a broken header");
      header = readHeader(view, at + 8);
    }
    if (type === "IDAT") data.push(bytes.subarray(at + 8, end));
    at = end + 4;
    if (type === "IEND" && header !== undefined) return { header, data: Buffer.concat(data) };
  }
  throw damaged(header === undefined ? "no header" : "no end");
}

function readHeader(view: DataView, at: number): Header {
  const depth = view.getUint8(at + 8);
  const perPixel = samples[view.getUint8(at + 9)];
  if (perPixel === undefined || ![1, 2, 4, 8, 16].includes(depth)) throw damaged("a broken header");
  return {
    width: view.getUint32(at),
    height: view.getUint32(at + 4),
    bitsPerPixel: depth * perPixel,
    interlaced: view.getUint8(at + 12) === 1,
  };
}
