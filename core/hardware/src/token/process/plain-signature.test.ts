import assert from "node:assert/strict";
import { generateKeyPairSync, sign, verify } from "node:crypto";
import * as fc from "fast-check";
import { plainSignature } from "./plain-signature.js";

const sizes = { "P-256": 32, "P-384": 48, "P-521": 66 } as const;

/** INTEGER of an unsigned number. */
function integer(bytes: Buffer): Buffer {
  const start = bytes.findIndex((byte) => byte !== 0);
  const short = bytes.subarray(start === -1 ? bytes.length - 1 : start);
  const value = (short[0] ?? 0) > 0x7f ? Buffer.concat([Buffer.of(0), short]) : short;
  return Buffer.concat([Buffer.of(0x02, value.length), value]);
}

function sigValue(r: Buffer, s: Buffer): Buffer {
  const body = Buffer.concat([integer(r), integer(s)]);
  const length = body.length > 0x7f ? [0x81, body.length] : [body.length];
  return Buffer.concat([Buffer.of(0x30, ...length), body]);
}

describe("What a module answers for r and s", () => {
  for (const [curve, bytes] of Object.entries(sizes)) {
    it(`is as long as the order of ${curve} twice, however it came`, () => {
      const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: curve });
      for (let count = 0; count < 40; count += 1) {
        const data = Buffer.of(count);
        const der = sign("sha512", data, { key: privateKey, dsaEncoding: "der" });
        const plain = plainSignature(der, bytes);
        assert.equal(plain.length, 2 * bytes);
        const how = { key: publicKey, dsaEncoding: "ieee-p1363" } as const;
        assert.ok(verify("sha512", data, how, plain));
        assert.equal(plainSignature(plain, bytes), plain);
      }
    });

    it(`has its leading zeros again on ${curve}`, () => {
      const number = fc.uint8Array({ minLength: bytes, maxLength: bytes });
      fc.assert(
        fc.property(number, number, fc.nat(bytes - 1), (one, two, zeros) => {
          // A byte that begins no SEQUENCE; of P-521 the first has one bit.
          const [r, s] = [one, two].map((half) => {
            const at = Buffer.from(half).fill(0, 0, zeros + 1);
            if (zeros + 1 < bytes) at[zeros + 1] = 1;
            return at;
          }) as [Buffer, Buffer];
          const raw = Buffer.concat([r, s]);
          const encoded = sigValue(r, s);
          // Of just that length it could be both; no signature in 2^40 is.
          if (encoded.length !== raw.length) {
            assert.deepEqual(plainSignature(encoded, bytes), raw);
          }
          const cut = Math.min(zeros + 1, bytes - 1);
          const short = Buffer.concat([r.subarray(cut), s.subarray(cut)]);
          assert.deepEqual(plainSignature(short, bytes), raw);
        }),
      );
    });
  }

  it("stays what it is where it is no signature of the curve, for the check that follows", () => {
    for (const bytes of [Buffer.alloc(0), Buffer.alloc(63), Buffer.alloc(65), Buffer.alloc(140)]) {
      assert.equal(plainSignature(bytes, 32), bytes);
    }
    const long = sigValue(Buffer.alloc(66, 1), Buffer.alloc(66, 1));
    assert.equal(plainSignature(long, 32), long);
    const unknown = sigValue(Buffer.alloc(32, 1), Buffer.alloc(32, 1));
    assert.equal(plainSignature(unknown, 0), unknown);
  });
});
