import assert from "node:assert/strict";
import { sign, verify } from "node:crypto";
import { ecKeyFrom, type EcAlgorithm } from "./ec-key.js";

/** The generator's x and the order, SEC 2 version 2.0 sections 2.4.2, 2.5.1 and 2.6.1. */
const published: readonly (readonly [EcAlgorithm, number, string, string])[] = [
  [
    "ec-p256",
    32,
    "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296",
    "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
  ],
  [
    "ec-p384",
    48,
    "aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab7",
    "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973",
  ],
  [
    "ec-p521",
    66,
    "00c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3dbaa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5bd66",
    "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409",
  ],
];

describe("A key made from given bits", () => {
  for (const [algorithm, bytes, generator, order] of published) {
    /** A generator that gives this number. */
    const bits = (number: bigint) => ({
      generate: (count: number) => {
        assert.equal(count, bytes + 8);
        return Buffer.from(number.toString(16).padStart(2 * count, "0"), "hex");
      },
    });
    const made = (number: bigint) => {
      const key = ecKeyFrom(bits(number), algorithm);
      const { x = "", y = "", d = "" } = key.export({ format: "jwk" });
      return { key, x, y, d: Buffer.from(d, "base64url").toString("hex") };
    };
    const n = BigInt(`0x${order}`);

    it(`of ${algorithm} is from 1 to the order less 1, in as many bytes as the order has`, () => {
      const first = made(0n);
      assert.equal(first.d, "1".padStart(2 * bytes, "0"));
      assert.equal(Buffer.from(first.x, "base64url").toString("hex"), generator);
      const last = made(n - 2n);
      assert.equal(BigInt(`0x${last.d}`), n - 1n);
      assert.equal(last.d.length, 2 * bytes);
      // The order less 1 gives the generator's negative: the same x, another y.
      assert.equal(last.x, first.x);
      assert.notEqual(last.y, first.y);
      assert.equal(made(n - 1n).d, first.d);
    });

    it(`of ${algorithm} signs where leading bytes of the private key are zero`, () => {
      const { key } = made(0x1234n);
      const signature = sign("sha512", Buffer.from("x"), { key, dsaEncoding: "ieee-p1363" });
      assert.equal(signature.length, 2 * bytes);
      assert.ok(verify("sha512", Buffer.from("x"), { key, dsaEncoding: "ieee-p1363" }, signature));
    });
  }
});
