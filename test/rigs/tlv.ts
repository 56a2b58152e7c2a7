/** One BER-TLV data object: tags of up to four bytes, lengths below 65,536 (ISO/IEC 7816-4, 5.2.2). */
export function tlv(tag: number, ...values: readonly Buffer[]): Buffer {
  const value = Buffer.concat(values);
  const hex = tag.toString(16);
  const tagBytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex");
  const { length } = value;
  const lengthBytes =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([tagBytes, Buffer.from(lengthBytes), value]);
}

/** The values of a sequence of data objects whose tags have one byte, by tag. */
export function parseTlv(data: Buffer): ReadonlyMap<number, Buffer> {
  const values = new Map<number, Buffer>();
  let offset = 0;
  while (offset < data.length) {
    const tag = data.readUInt8(offset);
    let length = data.readUInt8(offset + 1);
    offset += 2;
    if (length > 0x80) {
      const size = length - 0x80;
      length = data.readUIntBE(offset, size);
      offset += size;
    }
    values.set(tag, data.subarray(offset, offset + length));
    offset += length;
  }
  return values;
}
