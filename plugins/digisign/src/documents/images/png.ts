import { PerennialError } from "@perennial/api";
import { inflateUpTo } from "../inflated-size.js";
import { checkSize, damaged, type PictureSize } from "./picture.js";

/** Decodes a PNG, ISO/IEC 15948. @throws PerennialError `digisign.identity-*`. */
export async function decodePng(bytes: Uint8Array): Promise<PictureSize> {
  const { width, height, data } = readChunks(bytes);
  checkSize(width, height);
  // Eight bytes for a pixel at most, a byte for a line, seven interlaced passes.
  const most = width * height * 8 + height * 7 + width * 7 + 1024;
  if (unpack(data, most) === undefined) throw damaged("the picture data cannot be inflated");
  const { PNG } = await import("pngjs");
  try {
    const picture = PNG.sync.read(Buffer.from(bytes), { checkCRC: true });
    return checkSize(picture.width, picture.height);
  } catch (error) {
    throw damaged("pngjs cannot decode it", error);
  }
}

function unpack(data: Uint8Array, most: number): Uint8Array | undefined {
  try {
    return inflateUpTo(data, most);
  } catch (error) {
    if (!PerennialError.is(error, "digisign.file-unpacks-too-large")) throw error;
    throw damaged("more picture data than pixels", error);
  }
}

interface Chunks extends PictureSize {
  readonly data: Uint8Array;
}

function readChunks(bytes: Uint8Array): Chunks {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let size: PictureSize | undefined;
  const data: Uint8Array[] = [];
  let at = 8;
  while (at + 12 <= bytes.length) {
    const length = view.getUint32(at);
    const type = Buffer.from(bytes.subarray(at + 4, at + 8)).toString("latin1");
    const end = at + 8 + length;
    if (end + 4 > bytes.length) throw damaged(`the chunk ${type} ends early`);
    if (type === "IHDR") {
      if (length < 13 || size !== undefined) throw damaged("a broken header");
      size = { width: view.getUint32(at + 8), height: view.getUint32(at + 12) };
    }
    if (type === "IDAT") data.push(bytes.subarray(at + 8, end));
    at = end + 4;
    if (type === "IEND") {
      if (size === undefined) break;
      return { ...size, data: Buffer.concat(data) };
    }
  }
  throw damaged(size === undefined ? "no header" : "no end");
}
