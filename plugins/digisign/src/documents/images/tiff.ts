import { inflateUpTo } from "../inflated-size.js";
import { checkSize, damaged, type PictureSize } from "./picture.js";
import { readDirectories, type Directory } from "./tiff-directory.js";

const tag = {
  width: 256,
  height: 257,
  compression: 259,
  stripOffsets: 273,
  stripByteCounts: 279,
  tileWidth: 322,
  tileHeight: 323,
  tileOffsets: 324,
  tileByteCounts: 325,
} as const;
/** Deflate, as TIFF 6.0's supplement 2 and as it was written before. */
const deflate = [8, 32946];
/** Bytes that one strip or tile may unpack into. */
const mostUnpacked = 192 * 1024 * 1024;

/**
 * Decodes the first picture of a TIFF, TIFF revision 6.0; the sizes of all are checked.
 * @throws PerennialError `digisign.identity-*`.
 */
export async function decodeTiff(bytes: Uint8Array): Promise<PictureSize> {
  const directories = readDirectories(bytes);
  let first: PictureSize | undefined;
  for (const directory of directories) {
    const size = checkSize(one(directory, tag.width) ?? 0, one(directory, tag.height) ?? 0);
    checkParts(bytes, directory);
    first ??= size;
  }
  const [picture] = directories;
  if (first === undefined || picture === undefined) throw damaged("no picture");
  const utif = (await import("utif2")).default;
  // The decoder is given the tags that were judged, and does not walk the file itself.
  const decoded: Record<string, number[]> & { data?: Uint8Array } = {};
  for (const [number, values] of picture) decoded[`t${number}`] = [...values];
  const own = Uint8Array.from(bytes);
  try {
    utif.decodeImage(own.buffer, decoded as never);
  } catch (error) {
    throw damaged("utif2 cannot decode it", error);
  }
  if ((decoded.data?.length ?? 0) === 0) throw damaged("nothing was decoded");
  return first;
}

function one(directory: Directory, number: number): number | undefined {
  return directory.get(number)?.[0];
}

function checkParts(bytes: Uint8Array, directory: Directory): void {
  const tiled = directory.has(tag.tileWidth);
  const offsets = directory.get(tiled ? tag.tileOffsets : tag.stripOffsets) ?? [];
  const counts = directory.get(tiled ? tag.tileByteCounts : tag.stripByteCounts) ?? [];
  if (tiled) checkSize(one(directory, tag.tileWidth) ?? 0, one(directory, tag.tileHeight) ?? 0);
  if (offsets.length === 0 || counts.length !== offsets.length) throw damaged("no picture data");
  const packed = deflate.includes(one(directory, tag.compression) ?? 1);
  let left = mostUnpacked;
  for (const [at, offset] of offsets.entries()) {
    const count = counts[at] ?? 0;
    if (count === 0 || offset + count > bytes.length) throw damaged("picture data is missing");
    if (packed) {
      const unpacked = inflateUpTo(bytes.subarray(offset, offset + count), Math.max(left, 1));
      if (unpacked === undefined) throw damaged("picture data cannot be inflated");
      left -= unpacked.length;
    }
  }
}
