/**
 * An object file of SoftHSM's file store: a generation, then attributes, all numbers 64 bits, big
 * end first. An attribute is its type, its kind, and the value: a byte for a boolean, a number, or
 * a length and bytes.
 */
export interface SoftHsmObject {
  readonly generation: bigint;
  readonly attributes: ReadonlyMap<number, boolean | bigint | Buffer>;
}

const kinds = { boolean: 1n, number: 2n, bytes: 3n } as const;

/** @throws Error on kinds of attributes that certificates do not have. */
export function parseObject(file: Buffer): SoftHsmObject {
  const attributes = new Map<number, boolean | bigint | Buffer>();
  let offset = 8;
  while (offset < file.length) {
    const type = Number(file.readBigUInt64BE(offset));
    const kind = file.readBigUInt64BE(offset + 8);
    offset += 16;
    if (kind === kinds.boolean) attributes.set(type, file[offset++] !== 0);
    else if (kind === kinds.number) {
      attributes.set(type, file.readBigUInt64BE(offset));
      offset += 8;
    } else if (kind === kinds.bytes) {
      const end = offset + 8 + Number(file.readBigUInt64BE(offset));
      attributes.set(type, file.subarray(offset + 8, end));
      offset = end;
    } else throw new Error(`attribute 0x${type.toString(16)} is of kind ${kind}`);
  }
  return { generation: file.readBigUInt64BE(0), attributes };
}

export function serializeObject({ generation, attributes }: SoftHsmObject): Buffer {
  const parts = [number(generation)];
  for (const [type, value] of attributes) {
    parts.push(number(BigInt(type)));
    if (typeof value === "boolean") {
      parts.push(number(kinds.boolean), Buffer.from([value ? 0xff : 0]));
    } else if (typeof value === "bigint") parts.push(number(kinds.number), number(value));
    else parts.push(number(kinds.bytes), number(BigInt(value.length)), value);
  }
  return Buffer.concat(parts);
}

function number(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(value);
  return bytes;
}
