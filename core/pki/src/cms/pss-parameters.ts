import { hashesByOid } from "../signing/algorithms.js";
import type { VerifiedHash } from "../signing/algorithms.js";
import { berChildren, berObjectIdentifier } from "./ber.js";
import type { BerItem } from "./ber.js";

/** Parameters of RSASSA-PSS with the same hash in the mask, the only ones that are used. */
export interface PssParameters {
  readonly hash: VerifiedHash;
  /** Bytes. */
  readonly saltLength: number;
}

const mgf1 = "1.2.840.113549.1.1.8";

/**
 * Reads RSASSA-PSS-params, RFC 4055 section 3.1. Null for what cannot be read and for weak hashes,
 * SHA-1 among them, which is what absent fields stand for.
 */
export function readPssParameters(item: BerItem | undefined): PssParameters | null {
  const fields = berChildren(item);
  const field = (tag: number) => berChildren(fields?.find((one) => one.tag === tag))?.[0];
  const hash = hashesByOid.get(algorithmOid(field(0xa0)) ?? "");
  const [maskOid, maskHash] = berChildren(field(0xa1)) ?? [];
  const trailer = field(0xa3);
  if (
    hash === undefined ||
    berObjectIdentifier(maskOid) !== mgf1 ||
    hashesByOid.get(algorithmOid(maskHash) ?? "") !== hash ||
    (trailer !== undefined && trailer.value.at(-1) !== 1)
  ) {
    return null;
  }
  const salt = field(0xa2);
  if (salt === undefined) return { hash, saltLength: 20 };
  // As long as a key has room for, which is what OpenSSL takes: two octets hold it.
  const [first = 0x80, second, ...more] = salt.value;
  if (salt.tag !== 0x02 || first >= 0x80 || more.length > 0) return null;
  return { hash, saltLength: second === undefined ? first : first * 256 + second };
}

function algorithmOid(item: BerItem | undefined): string | null {
  return berObjectIdentifier(berChildren(item)?.[0]);
}
