/** One tag-length-value of DER, X.690 section 8.1. */
export interface DerItem {
  /** The identifier octet. Tag numbers above 30 do not occur in what is read here. */
  readonly tag: number;
  readonly value: Uint8Array;
  /** Identifier, length and value. */
  readonly encoded: Uint8Array;
}

/** Reads one item with definite length at the offset; null if there is none or it is cut off. */
export function readDerItem(bytes: Uint8Array, offset = 0): DerItem | null {
  const tag = bytes[offset];
  const first = bytes[offset + 1];
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) return null;
  let start = offset + 2;
  let length = first;
  if (first >= 0x80) {
    const octets = first & 0x7f;
    if (octets === 0 || octets > 4 || start + octets > bytes.length) return null;
    length = 0;
    for (const octet of bytes.subarray(start, start + octets)) length = length * 256 + octet;
    start += octets;
  }
  const end = start + length;
  if (end > bytes.length) return null;
  return { tag, value: bytes.subarray(start, end), encoded: bytes.subarray(offset, end) };
}

/** The items inside a constructed value; null if they do not fill it. */
export function readDerChildren(value: Uint8Array): readonly DerItem[] | null {
  const items: DerItem[] = [];
  for (let offset = 0; offset < value.length;) {
    const item = readDerItem(value, offset);
    if (item === null) return null;
    items.push(item);
    offset += item.encoded.length;
  }
  return items;
}

/** The SEQUENCEs of a file, one after the other, white space after the last; null if it is not so. */
export function readDerItems(bytes: Uint8Array): readonly Uint8Array[] | null {
  const items: Uint8Array[] = [];
  let offset = 0;
  while (bytes[offset] === 0x30) {
    const item = readDerItem(bytes, offset);
    if (item === null) return null;
    items.push(item.encoded);
    offset += item.encoded.length;
  }
  const rest = bytes
    .subarray(offset)
    .every((byte) => byte === 0x0a || byte === 0x0d || byte === 0x20);
  return items.length > 0 && rest ? items : null;
}
