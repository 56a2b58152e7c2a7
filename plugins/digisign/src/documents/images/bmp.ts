import { checkSize, damaged, type PictureSize } from "./picture.js";

/** Values of biCompression. */
const rgb = 0;
const rle8 = 1;
const rle4 = 2;
const bitFields = 3;
const alphaBitFields = 6;

/**
 * Reads a bitmap (BITMAPFILEHEADER and BITMAPCOREHEADER, BITMAPINFOHEADER or a later one) and checks
 * that all its pixels are there.
 * @throws PerennialError `digisign.identity-*`.
 */
export function decodeBmp(bytes: Uint8Array): PictureSize {
  if (bytes.length < 26) throw damaged("the header ends early");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const pixels = view.getUint32(10, true);
  const header = view.getUint32(14, true);
  const isCore = header === 12;
  if ((!isCore && header < 40) || header > 124) throw damaged(`a header of ${header} bytes`);
  if (14 + header > bytes.length) throw damaged("the header ends early");
  const width = isCore ? view.getUint16(18, true) : view.getInt32(18, true);
  // A negative height means that the first line is the top one.
  const height = Math.abs(isCore ? view.getUint16(20, true) : view.getInt32(22, true));
  const bits = view.getUint16(isCore ? 24 : 28, true);
  const compression = isCore ? rgb : view.getUint32(30, true);
  const size = checkSize(width, height);
  if (![1, 4, 8, 16, 24, 32].includes(bits)) throw damaged(`${bits} bits for a pixel`);
  if (pixels < 14 + header || pixels > bytes.length)
    throw damaged("no pixels where they should be");
  const data = bytes.subarray(pixels);
  if ((compression === rle8 && bits === 8) || (compression === rle4 && bits === 4)) {
    checkRuns(data, size, bits);
    return size;
  }
  if (![rgb, bitFields, alphaBitFields].includes(compression)) {
    throw damaged(`compression ${compression}`);
  }
  const line = Math.ceil((width * bits) / 32) * 4;
  if (data.length < line * height) throw damaged("pixels are missing");
  return size;
}

/** Walks the runs until the end of the bitmap, which has to come. */
function checkRuns(data: Uint8Array, { width, height }: PictureSize, bits: 4 | 8): void {
  let at = 0;
  let x = 0;
  let y = 0;
  while (at + 1 < data.length) {
    const count = data[at] ?? 0;
    const value = data[at + 1] ?? 0;
    at += 2;
    if (count > 0) x += count;
    else if (value === 0) [x, y] = [0, y + 1];
    else if (value === 1) return;
    else if (value === 2) {
      x += data[at] ?? 0;
      y += data[at + 1] ?? 0;
      at += 2;
    } else {
      x += value;
      at += Math.ceil((value * bits) / 16) * 2;
    }
    if (x > width || y > height) throw damaged("a run leaves the picture");
  }
  throw damaged("the end of the bitmap is missing");
}
