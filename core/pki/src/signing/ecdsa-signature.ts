import { readDerChildren, readDerItem } from "../der.js";
import { derTags, sequence, unsignedInteger } from "./der-writer.js";

/**
 * ECDSA-Sig-Value (RFC 3279 section 2.2.3), as CMS and OpenSSL have signatures, of r and s one after
 * the other with equal lengths (IEEE P1363), as tokens give them.
 */
export function ecdsaToDer(signature: Uint8Array): Uint8Array {
  const half = signature.length / 2;
  return sequence(
    unsignedInteger(signature.subarray(0, half)),
    unsignedInteger(signature.subarray(half)),
  );
}

/**
 * The opposite of {@link ecdsaToDer}; null for anything but the DER of two positive integers that
 * fit.
 * @param size bytes of each half: 32 for P-256, 48 for P-384, 66 for P-521.
 */
export function ecdsaFromDer(signature: Uint8Array, size: number): Uint8Array | null {
  const item = readDerItem(signature);
  if (item?.tag !== derTags.sequence || item.encoded.length !== signature.length) return null;
  const [r, s, ...more] = readDerChildren(item.value) ?? [];
  if (r === undefined || s === undefined || more.length > 0) return null;
  const halves = [r, s].map(({ tag, value }) => {
    const start = value.findIndex((octet) => octet !== 0);
    const octets = start === -1 ? value.subarray(0, 0) : value.subarray(start);
    const half = Buffer.alloc(size);
    if (tag !== derTags.integer || octets.length > size) return null;
    half.set(octets, size - octets.length);
    return half;
  });
  const [left, right] = halves;
  if (left === null || right === null || left === undefined || right === undefined) return null;
  const both = Buffer.concat([left, right]);
  return Buffer.compare(ecdsaToDer(both), signature) === 0 ? both : null;
}
