import { checkSize, damaged, mostPixels, type PictureSize } from "./picture.js";

/** A progressive picture has about ten scans; each passes over all its pixels. */
const mostScans = 64;
const mostWork = 10 * mostPixels;

/** Decodes a JPEG, ITU-T T.81. @throws PerennialError `digisign.identity-*`. */
export async function decodeJpeg(bytes: Uint8Array): Promise<PictureSize> {
  checkFrame(bytes);
  const { decode } = await import("jpeg-js");
  try {
    const picture = decode(bytes, {
      useTArray: true,
      formatAsRGBA: false,
      tolerantDecoding: false,
      maxResolutionInMP: mostPixels / 1_000_000,
      maxMemoryUsageInMB: 1024,
    });
    return checkSize(picture.width, picture.height);
  } catch (error) {
    throw damaged("jpeg-js cannot decode it", error);
  }
}

/**
 * Judges a JPEG by its headers before it is decoded.
 * @throws PerennialError `digisign.identity-*`.
 */
export function checkFrame(bytes: Uint8Array): PictureSize {
  const { width, height, scans } = readMarkers(bytes);
  const size = checkSize(width, height);
  if (scans > mostScans || scans * width * height > mostWork) throw damaged(`${scans} scans`);
  return size;
}

interface Frame extends PictureSize {
  readonly scans: number;
}

/** Frame headers SOF0 to SOF15, without DHT, JPG and DAC that stand among them. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

/** Walks the segments of T.81 Annex B. */
function readMarkers(bytes: Uint8Array): Frame {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let size: PictureSize | undefined;
  let scans = 0;
  let at = 2;
  while (at + 4 <= bytes.length) {
    if (bytes[at] !== 0xff) {
      at += 1;
      continue;
    }
    const marker = bytes[at + 1] ?? 0;
    at += 1;
    if (marker === 0xff) continue;
    at += 1;
    if (marker === 0xd9) break;
    if (marker === 0 || marker === 1 || (marker >= 0xd0 && marker <= 0xd8)) continue;
    if (at + 2 > bytes.length) break;
    if (isFrame(marker)) {
      if (at + 7 > bytes.length) throw damaged("the frame header ends early");
      // A second frame could be larger than the one that was judged.
      if (size !== undefined) throw damaged("two frames");
      size = { height: view.getUint16(at + 3), width: view.getUint16(at + 5) };
    }
    if (marker === 0xda) scans += 1;
    at += Math.max(view.getUint16(at), 2);
  }
  if (size === undefined) throw damaged("no frame header");
  return { ...size, scans };
}
