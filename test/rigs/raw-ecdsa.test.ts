import assert from "node:assert/strict";
import { createHash, generateKeyPairSync, verify } from "node:crypto";
import { signHash } from "./raw-ecdsa.js";

describe("ECDSA over a hash", () => {
  it("makes signatures that node:crypto accepts, a hundred times over", () => {
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    for (let round = 0; round < 100; round += 1) {
      const data = Buffer.from(`round ${round}`);
      const signature = signHash(privateKey, createHash("sha256").update(data).digest());
      assert.ok(verify("sha256", data, publicKey, signature), signature.toString("hex"));
    }
  });

  it("signs a hash with leading zeroes and an empty one", () => {
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    assert.equal(signHash(privateKey, Buffer.alloc(32))[0], 0x30);
    assert.equal(signHash(privateKey, Buffer.from([0, 0, 1]))[0], 0x30);
  });
});
