import { createECDH, type KeyObject } from "node:crypto";

const p256 = {
  name: "prime256v1",
  order: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  size: 32,
} as const;

/**
 * ECDSA with P-256 over a hash that is already made, as a card does it; `node:crypto` always hashes
 * itself. For rigs: it makes no effort to take the same time for every key.
 * @param hash at most 32 bytes.
 * @returns DER of `ECDSA-Sig-Value` (RFC 3279, 2.2.3).
 */
export function signHash(key: KeyObject, hash: Buffer): Buffer {
  const secret = Buffer.from(key.export({ format: "jwk" }).d ?? "", "base64url");
  const nonce = createECDH(p256.name);
  const point = nonce.generateKeys();
  const k = number(nonce.getPrivateKey());
  const r = number(point.subarray(1, 1 + p256.size)) % p256.order;
  const s = (inverse(k) * (number(hash) + r * number(secret))) % p256.order;
  const body = Buffer.concat([integer(r), integer(s)]);
  return Buffer.concat([Buffer.from([0x30, body.length]), body]);
}

function number(bytes: Buffer): bigint {
  return BigInt(`0x${bytes.toString("hex")}`);
}

/** By Fermat's little theorem: the order is prime. */
function inverse(value: bigint): bigint {
  let result = 1n;
  let base = value;
  for (let exponent = p256.order - 2n; exponent > 0n; exponent >>= 1n) {
    if ((exponent & 1n) === 1n) result = (result * base) % p256.order;
    base = (base * base) % p256.order;
  }
  return result;
}

function integer(value: bigint): Buffer {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex");
  const signed = (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.alloc(1), bytes]) : bytes;
  return Buffer.concat([Buffer.from([0x02, signed.length]), signed]);
}
