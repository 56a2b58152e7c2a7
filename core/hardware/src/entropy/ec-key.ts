import { createECDH, createPrivateKey } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { checkPair } from "./check-pair.js";
import type { HmacDrbg } from "./hmac-drbg.js";
import { toBytes, toInteger } from "./integers.js";

interface Curve {
  /** As OpenSSL names it. */
  readonly openssl: string;
  /** As JSON Web Keys name it. */
  readonly jwk: string;
  /** Bytes of a coordinate and of the order. */
  readonly bytes: number;
  /** SEC 2 version 2.0. */
  readonly order: bigint;
}

/** Algorithms of the curves that keys are made on. */
export type EcAlgorithm = "ec-p256" | "ec-p384" | "ec-p521";

const curves: { readonly [algorithm in EcAlgorithm]: Curve } = {
  "ec-p256": {
    openssl: "prime256v1",
    jwk: "P-256",
    bytes: 32,
    order: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  },
  "ec-p384": {
    openssl: "secp384r1",
    jwk: "P-384",
    bytes: 48,
    order:
      0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
  },
  "ec-p521": {
    openssl: "secp521r1",
    jwk: "P-521",
    bytes: 66,
    order:
      0x01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409n,
  },
};

/** A private key by FIPS 186-5 appendix A.2.1, extra random bits. */
export function ecKeyFrom(drbg: Pick<HmacDrbg, "generate">, algorithm: EcAlgorithm): KeyObject {
  const { openssl, jwk, bytes, order } = curves[algorithm];
  // 64 bits more than the order has make the bias of the remainder negligible.
  const random = drbg.generate(bytes + 8);
  const d = toBytes((toInteger(random) % (order - 1n)) + 1n, bytes);
  random.fill(0);
  try {
    const ecdh = createECDH(openssl);
    ecdh.setPrivateKey(d);
    const point = ecdh.getPublicKey();
    const key = createPrivateKey({
      format: "jwk",
      key: {
        kty: "EC",
        crv: jwk,
        d: d.toString("base64url"),
        x: point.subarray(1, 1 + bytes).toString("base64url"),
        y: point.subarray(1 + bytes).toString("base64url"),
      },
    });
    checkPair(key);
    return key;
  } finally {
    d.fill(0);
  }
}
