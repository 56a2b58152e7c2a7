import { damaged } from "./picture.js";

/** Tags of an image file directory and their whole numbers. */
export type Directory = ReadonlyMap<number, readonly number[]>;

/** Pages that are looked at. */
const mostDirectories = 64;
/** A directory of a scan has about twenty entries. */
const mostEntries = 512;
/** A strip for each line of a large picture. */
const mostValues = 65_536;
/** Bytes of BYTE, SHORT, LONG and UNDEFINED; other types say nothing about the pixels. */
const width: { readonly [type: number]: 1 | 2 | 4 } = { 1: 1, 3: 2, 4: 4, 7: 1 };

/**
 * The image file directories of a TIFF in order, TIFF revision 6.0 section 2.
 * @throws PerennialError `digisign.identity-damaged`.
 */
export function readDirectories(bytes: Uint8Array): readonly Directory[] {
  if (bytes.length < 8) throw damaged("the header ends early");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = bytes[0] === 0x49;
  const seen = new Set<number>();
  const directories: Directory[] = [];
  let at = view.getUint32(4, little);
  while (at !== 0) {
    if (seen.has(at) || seen.size >= mostDirectories) throw damaged("directories without end");
    seen.add(at);
    if (at + 2 > bytes.length) throw damaged("a directory outside the file");
    const count = view.getUint16(at, little);
    const end = at + 2 + count * 12;
    if (count > mostEntries || end > bytes.length) throw damaged("a directory that is too long");
    const tags = new Map<number, readonly number[]>();
    for (let entry = at + 2; entry < end; entry += 12) {
      const values = readValues(view, entry, little);
      if (values !== undefined) tags.set(view.getUint16(entry, little), values);
    }
    directories.push(tags);
    // Some programs leave out the last zero.
    at = end + 4 > bytes.length ? 0 : view.getUint32(end, little);
  }
  return directories;
}

function readValues(view: DataView, entry: number, little: boolean): number[] | undefined {
  const size = width[view.getUint16(entry + 2, little)];
  const count = view.getUint32(entry + 4, little);
  if (size === undefined || count > mostValues) return undefined;
  const start = count * size <= 4 ? entry + 8 : view.getUint32(entry + 8, little);
  if (start + count * size > view.byteLength) return undefined;
  const values: number[] = [];
  for (let at = start; at < start + count * size; at += size) {
    if (size === 1) values.push(view.getUint8(at));
    else values.push(size === 2 ? view.getUint16(at, little) : view.getUint32(at, little));
  }
  return values;
}
