import { inflateUpTo } from "../inflated-size.js";
import { checkFrame } from "./jpeg.js";
import { checkSize, damaged, type PictureSize } from "./picture.js";
import { readDirectories, type Directory } from "./tiff-directory.js";

const tag = {
  width: 256,
  height: 257,
  bitsPerSample: 258,
  compression: 259,
  stripOffsets: 273,
  samplesPerPixel: 277,
  rowsPerStrip: 278,
  stripByteCounts: 279,
  tileWidth: 322,
  tileHeight: 323,
  tileOffsets: 324,
  tileByteCounts: 325,
} as const;
/** With photometric interpretation, fill order, planar configuration, fax options, predictor, tables. */
const decoderTags = new Set<number>([...Object.values(tag), 262, 266, 284, 292, 293, 317, 347]);

/** None, the three of fax, LZW, JPEG, deflate by its two numbers, PackBits. */
const compressions = [1, 2, 3, 4, 5, 7, 8, 32946, 32773];
const jpeg = 7;
const deflate = [8, 32946];
/** Bytes of a picture, and of what its parts unpack into: A4 at 600 dpi with four samples. */
const mostUnpacked = 144 * 1024 * 1024;

/**
 * Decodes the first picture of a TIFF, TIFF revision 6.0; all are judged by their directories.
 * @throws PerennialError `digisign.identity-*`.
 */
export async function decodeTiff(bytes: Uint8Array): Promise<PictureSize> {
  const directories = readDirectories(bytes);
  const [first] = directories.map((directory) => checkPicture(bytes, directory));
  const [picture] = directories;
  if (first === undefined || picture === undefined) throw damaged("no picture");
  const utif = (await import("utif2")).default;
  // The decoder is given the tags that were judged, and does not walk the file itself.
  const decoded: Record<string, number[]> & { data?: Uint8Array } = {};
  for (const [number, values] of picture) {
    if (decoderTags.has(number)) decoded[`t${number}`] = [...values];
  }
  try {
    utif.decodeImage(Uint8Array.from(bytes).buffer, decoded as never);
  } catch (error) {
    throw damaged("utif2 cannot decode it", error);
  }
  if ((decoded.data?.length ?? 0) === 0) throw damaged("nothing was decoded");
  return first;
}

function one(directory: Directory, number: number, otherwise = 0): number {
  return directory.get(number)?.[0] ?? otherwise;
}

/** The size of a picture whose every part is in the file and unpacks into no more than its pixels take. */
function checkPicture(bytes: Uint8Array, directory: Directory): PictureSize {
  const size = checkSize(one(directory, tag.width), one(directory, tag.height));
  const bits = one(directory, tag.bitsPerSample, 1);
  const samples = one(directory, tag.samplesPerPixel, 1);
  if (![1, 2, 4, 8, 16, 32].includes(bits) || samples < 1 || samples > 8) {
    throw damaged(`${samples} samples of ${bits} bits`);
  }
  if (Math.ceil((size.width * bits * samples) / 8) * size.height > mostUnpacked) {
    throw damaged("more picture data than is read");
  }
  const compression = one(directory, tag.compression, 1);
  if (!compressions.includes(compression)) throw damaged(`compression ${compression}`);
  checkParts(partsOf(bytes, directory, size), compression);
  return size;
}

/** The strips or tiles, which do not overlap: together they are no longer than the file. */
function partsOf(
  bytes: Uint8Array,
  directory: Directory,
  { width, height }: PictureSize,
): readonly Uint8Array[] {
  const tiled = directory.has(tag.tileWidth);
  const offsets = directory.get(tiled ? tag.tileOffsets : tag.stripOffsets) ?? [];
  const counts = directory.get(tiled ? tag.tileByteCounts : tag.stripByteCounts) ?? [];
  const [partWidth, partHeight] = tiled
    ? [one(directory, tag.tileWidth), one(directory, tag.tileHeight)]
    : [width, Math.min(one(directory, tag.rowsPerStrip, height), height)];
  checkSize(partWidth, partHeight);
  const expected = Math.ceil(width / partWidth) * Math.ceil(height / partHeight);
  if (offsets.length !== expected || counts.length !== expected) {
    throw damaged(`${offsets.length} parts instead of ${expected}`);
  }
  let total = 0;
  return offsets.map((offset, at) => {
    const count = counts[at] ?? 0;
    total += count;
    if (count === 0 || offset + count > bytes.length || total > bytes.length) {
      throw damaged("picture data is missing");
    }
    return bytes.subarray(offset, offset + count);
  });
}

function checkParts(parts: readonly Uint8Array[], compression: number): void {
  let left = mostUnpacked;
  for (const part of parts) {
    if (compression === jpeg) {
      const { width, height } = checkFrame(part);
      left -= width * height * 4;
      if (left < 0) throw damaged("more picture data than is read");
    } else if (deflate.includes(compression)) {
      const unpacked = inflateUpTo(part, Math.max(left, 1));
      if (unpacked === undefined) throw damaged("picture data cannot be inflated");
      left -= unpacked.length;
    }
  }
}
