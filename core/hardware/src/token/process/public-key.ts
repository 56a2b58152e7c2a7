import { createPublicKey, type KeyObject } from "node:crypto";
import type { KeyAlgorithm } from "@perennial/api";
import { keyAlgorithmOf } from "@perennial/pki";
import { CKA, CKK } from "./constants.js";
import { numberOf, type Values } from "./attributes.js";

/** Attributes that a public key is made from. */
export const publicKeyTypes: readonly number[] = [
  CKA.KEY_TYPE,
  CKA.MODULUS,
  CKA.PUBLIC_EXPONENT,
  CKA.EC_PARAMS,
  CKA.EC_POINT,
];

/** DER of the named curves' object identifiers, RFC 5480 section 2.1.1.1. */
export const curves = {
  "ec-p256": { oid: Buffer.from("06082a8648ce3d030107", "hex"), crv: "P-256", bytes: 32 },
  "ec-p384": { oid: Buffer.from("06052b81040022", "hex"), crv: "P-384", bytes: 48 },
  "ec-p521": { oid: Buffer.from("06052b81040023", "hex"), crv: "P-521", bytes: 66 },
} as const;

/** SubjectPublicKeyInfo, DER, base64, with the algorithm; empty for keys that are not used here. */
export function publicKeyOfValues(values: Values): {
  readonly spki?: string;
  readonly algorithm?: KeyAlgorithm;
} {
  const key = toKey(values);
  const algorithm = key === undefined ? null : keyAlgorithmOf(key);
  if (key === undefined || algorithm === null) return {};
  return { spki: key.export({ type: "spki", format: "der" }).toString("base64"), algorithm };
}

function toKey(values: Values): KeyObject | undefined {
  const kind = numberOf(values.get(CKA.KEY_TYPE));
  const modulus = values.get(CKA.MODULUS);
  const exponent = values.get(CKA.PUBLIC_EXPONENT);
  if (kind === CKK.RSA && modulus !== undefined && exponent !== undefined) {
    if (modulus.length === 0 || exponent.length === 0) return undefined;
    return createPublicKey({
      key: { kty: "RSA", n: modulus.toString("base64url"), e: exponent.toString("base64url") },
      format: "jwk",
    });
  }
  const params = values.get(CKA.EC_PARAMS);
  const point = values.get(CKA.EC_POINT);
  if (kind !== CKK.EC || params === undefined || point === undefined) return undefined;
  const curve = Object.values(curves).find(({ oid }) => oid.equals(params));
  if (curve === undefined) return undefined;
  const raw = rawPoint(point, curve.bytes);
  if (raw === undefined) return undefined;
  return createPublicKey({
    key: {
      kty: "EC",
      crv: curve.crv,
      x: raw.subarray(1, 1 + curve.bytes).toString("base64url"),
      y: raw.subarray(1 + curve.bytes).toString("base64url"),
    },
    format: "jwk",
  });
}

/** The uncompressed point: the standard wraps it in an OCTET STRING, some modules do not. */
function rawPoint(value: Buffer, bytes: number): Buffer | undefined {
  const length = 1 + 2 * bytes;
  const raw = value.subarray(-length);
  const wrapping = value.length - length;
  if (raw.length !== length || raw[0] !== 0x04) return undefined;
  if (wrapping === 0) return raw;
  return value[0] === 0x04 && wrapping <= 3 && value[wrapping - 1] === length ? raw : undefined;
}
