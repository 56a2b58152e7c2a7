/**
 * One tag-length-value of BER, X.690 section 8.1: signed messages of other programs have lengths
 * that are not definite.
 */
export interface BerItem {
  /** The identifier octet. */
  readonly tag: number;
  /** The value, without end-of-contents octets. */
  readonly value: Uint8Array;
  /** Identifier, length, value, and end-of-contents octets if there are any. */
  readonly encoded: Uint8Array;
  readonly indefinite: boolean;
}

/** Deeper messages do not occur; deeper garbage must not exhaust the stack. */
const deepest = 24;
const constructed = 0x20;

/** Reads one item at the offset; null if there is none or it is cut off. */
export function readBer(bytes: Uint8Array, offset = 0, depth = 0): BerItem | null {
  const tag = bytes[offset];
  const first = bytes[offset + 1];
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f || depth > deepest) {
    return null;
  }
  if (first === 0x80) return readIndefinite(bytes, offset, tag, depth);
  let start = offset + 2;
  let length = first;
  if (first > 0x80) {
    const octets = first & 0x7f;
    if (octets > 6) return null;
    length = 0;
    for (let at = start; at < start + octets; at += 1) length = length * 256 + (bytes[at] ?? NaN);
    start += octets;
  }
  const end = start + length;
  if (!(end <= bytes.length)) return null;
  const value = bytes.subarray(start, end);
  return { tag, value, encoded: bytes.subarray(offset, end), indefinite: false };
}

function readIndefinite(
  bytes: Uint8Array,
  offset: number,
  tag: number,
  depth: number,
): BerItem | null {
  if ((tag & constructed) === 0) return null;
  let at = offset + 2;
  while (bytes[at] !== 0 || bytes[at + 1] !== 0) {
    const item = readBer(bytes, at, depth + 1);
    if (item === null) return null;
    at += item.encoded.length;
  }
  const value = bytes.subarray(offset + 2, at);
  return { tag, value, encoded: bytes.subarray(offset, at + 2), indefinite: true };
}

/** Real sets have a handful of items; millions of empty ones would fill the memory. */
const mostItems = 65_536;
/** Pieces that a content comes in: half a gigabyte in pieces of 512 bytes. */
const mostPieces = 1_048_576;

/** The items inside a constructed item; null if it is not one, they do not fill it, or are too many. */
export function berChildren(
  item: BerItem | undefined,
  most: number = mostItems,
): readonly BerItem[] | null {
  if (item === undefined || (item.tag & constructed) === 0) return null;
  const items: BerItem[] = [];
  for (let offset = 0; offset < item.value.length;) {
    const child = readBer(item.value, offset);
    if (child === null || items.length >= most) return null;
    items.push(child);
    offset += child.encoded.length;
  }
  return items;
}

/** The octets of an OCTET STRING in one piece or in several; null if it is not one. */
export function berOctets(item: BerItem | undefined): Uint8Array | null {
  if (item?.tag === 0x04) return item.value;
  const parts: Uint8Array[] = [];
  return gatherPieces(item, parts, 0) ? Buffer.concat(parts) : null;
}

function gatherPieces(item: BerItem | undefined, parts: Uint8Array[], depth: number): boolean {
  if (item?.tag === 0x04) return parts.push(item.value) <= mostPieces;
  if (item?.tag !== (0x04 | constructed) || depth > deepest) return false;
  const pieces = berChildren(item, mostPieces);
  return pieces?.every((piece) => gatherPieces(piece, parts, depth + 1)) ?? false;
}

/** The dotted form of an OBJECT IDENTIFIER; null if it is not one. */
export function berObjectIdentifier(item: BerItem | undefined): string | null {
  if (item?.tag !== 0x06 || item.value.length === 0 || ((item.value.at(-1) ?? 0x80) & 0x80) !== 0) {
    return null;
  }
  const arcs: number[] = [];
  let arc = 0;
  for (const octet of item.value) {
    arc = arc * 128 + (octet & 0x7f);
    if (!Number.isSafeInteger(arc)) return null;
    if ((octet & 0x80) !== 0) continue;
    if (arcs.length === 0) {
      const root = Math.min(2, Math.floor(arc / 40));
      arcs.push(root, arc - root * 40);
    } else arcs.push(arc);
    arc = 0;
  }
  return arcs.join(".");
}
