import { checkSize, damaged, mostPixels, type PictureSize } from "./picture.js";

/** A progressive picture has about ten scans; each passes over all its pixels. */
const mostScans = 64;
const mostWork = 10 * mostPixels;

/**
 * Samples of all components that are decoded: more would take more memory than a plugin may. Of a
 * larger picture the headers are judged, and that its last scan ends.
 */
const mostSamples = 36_000_000;

/** Decodes a JPEG, ITU-T T.81. @throws PerennialError `digisign.identity-*`. */
export async function decodeJpeg(bytes: Uint8Array): Promise<PictureSize> {
  const frame = checkFrame(bytes);
  if (frame.samples > mostSamples) {
    if (!frame.isComplete) throw damaged("no end of the image");
    return frame;
  }
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
export function checkFrame(bytes: Uint8Array): Frame {
  const frame = readMarkers(bytes);
  const { width, height, scans } = frame;
  checkSize(width, height);
  if (scans > mostScans || scans * width * height > mostWork) throw damaged(`${scans} scans`);
  return frame;
}

/** What the headers say. */
export interface Frame extends PictureSize {
  readonly scans: number;
  /** Of all components together. */
  readonly samples: number;
  /** Whether the last scan has data, and the marker of the end follows it. */
  readonly isComplete: boolean;
}

/** Frame headers SOF0 to SOF15, without DHT, JPG and DAC that stand among them. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

/** Walks the segments of T.81 Annex B. */
function readMarkers(bytes: Uint8Array): Frame {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let size: (PictureSize & { readonly samples: number }) | undefined;
  let scans = 0;
  let scanEnd = 0;
  let isComplete = false;
  let at = 2;
  while (at + 2 <= bytes.length) {
    if (bytes[at] !== 0xff) {
      at += 1;
      continue;
    }
    const marker = bytes[at + 1] ?? 0;
    at += 1;
    if (marker === 0xff) continue;
    at += 1;
    if (marker === 0xd9) {
      isComplete = scans > 0 && at - 2 > scanEnd;
      break;
    }
    if (marker === 0 || marker === 1 || (marker >= 0xd0 && marker <= 0xd8)) continue;
    if (at + 2 > bytes.length) break;
    if (isFrame(marker)) {
      if (at + 7 > bytes.length) throw damaged("the frame header ends early");
      // A second frame could be larger than the one that was judged.
      if (size !== undefined) throw damaged("two frames");
      const [height, width] = [view.getUint16(at + 3), view.getUint16(at + 5)];
      size = { height, width, samples: width * height * samplesPerPixel(bytes, at) };
    }
    const end = at + Math.max(view.getUint16(at), 2);
    if (marker === 0xda) [scans, scanEnd] = [scans + 1, end];
    at = end;
  }
  if (size === undefined) throw damaged("no frame header");
  return { ...size, scans, isComplete };
}

/** By the sampling factors of the frame's components, T.81 B.2.2. */
function samplesPerPixel(bytes: Uint8Array, frame: number): number {
  const factors: { readonly across: number; readonly down: number }[] = [];
  for (let component = 0; component < (bytes[frame + 7] ?? 0); component += 1) {
    const factor = bytes[frame + 9 + component * 3] ?? 0;
    factors.push({ across: factor >> 4 || 1, down: factor & 0x0f || 1 });
  }
  const across = Math.max(1, ...factors.map((factor) => factor.across));
  const down = Math.max(1, ...factors.map((factor) => factor.down));
  const areas = factors.map((factor) => (factor.across * factor.down) / (across * down));
  return areas.reduce((sum, area) => sum + area, 0);
}
