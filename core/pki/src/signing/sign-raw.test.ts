import assert from "node:assert/strict";
import { createPublicKey, webcrypto } from "node:crypto";
import * as fc from "fast-check";
import { heldElsewhere } from "../test-support/held-elsewhere.js";
import { describeWithOpenssl, tryOpenssl, withFiles } from "../test-support/openssl.js";
import { inPieces } from "../test-support/signers.js";
import { privateKeys } from "../test-support/test-authority.js";
import { hashFor, signerFromPrivateKey } from "../signer.js";
import { ecdsaFromDer, ecdsaToDer } from "./ecdsa-signature.js";
import { signRaw, verifyRaw } from "./sign-raw.js";

const content = Buffer.from("what is signed");

describeWithOpenssl("Raw signatures", function () {
  this.timeout(120_000);

  for (const [kind, privateKey] of privateKeys()) {
    it(`with ${kind} are accepted by OpenSSL, in memory and held elsewhere, in any pieces`, async () => {
      const publicKey = createPublicKey(privateKey);
      const local = signerFromPrivateKey(privateKey);
      const { sign, spki, algorithm } = local;
      const asked: Uint8Array[] = [];
      const signers = [local, { sign, spki, algorithm }, heldElsewhere(privateKey, asked)];
      for (const signer of signers) {
        const signature = await signRaw(signer, inPieces(content, 3));
        assert.equal(await verifyRaw(publicKey, content, signature, hashFor(algorithm)), true);
        const pem = publicKey.export({ type: "spki", format: "pem" }).toString();
        const { text } = await withFiles({ content, signature, "key.pem": pem }, (path) =>
          tryOpenssl(
            [
              ["dgst", `-${hashFor(algorithm)}`, "-verify", path("key.pem")],
              ["-signature", path("signature"), path("content")],
            ].flat(),
          ),
        );
        assert.equal(text.trim(), "Verified OK");
      }
      assert.deepEqual(
        asked.map(({ length }) => length),
        [{ "ec-p384": 48, "ec-p521": 64 }[kind] ?? 32],
      );
    });
  }

  it("of another key or another content are refused", async () => {
    const [one, two] = [...privateKeys().values()].slice(3);
    assert.ok(one !== undefined && two !== undefined);
    const right = signerFromPrivateKey(one);
    const wrong = { ...right, signStream: async () => new Uint8Array(64) };
    await assert.rejects(signRaw(wrong, content), { code: "signatures.wrong-answer" });
    const signature = await signRaw(right, content);
    const publicKey = createPublicKey(one);
    assert.equal(await verifyRaw(publicKey, Buffer.from("x"), signature, "sha256"), false);
    assert.equal(await verifyRaw(createPublicKey(two), content, signature, "sha256"), false);
    assert.equal(await verifyRaw(publicKey, content, new Uint8Array(), "sha256"), false);
  });

  it("by a key that wants the whole content are refused over 64 MiB", async () => {
    const [one] = privateKeys().values();
    assert.ok(one !== undefined);
    const { sign, spki, algorithm } = signerFromPrivateKey(one);
    async function* big() {
      for (let count = 0; count < 65; count += 1) yield Buffer.alloc(1024 * 1024);
    }
    await assert.rejects(signRaw({ sign, spki, algorithm }, big()), {
      code: "signatures.too-large",
      params: { size: 65 * 1024 * 1024, max: 64 * 1024 * 1024 },
    });
  });
});

describe("ECDSA signatures as r and s and as DER", () => {
  it("are the same signatures, whatever r and s are", () => {
    fc.assert(
      fc.property(
        fc
          .constantFrom(32, 48, 66)
          .chain((size) => fc.uint8Array({ minLength: 2 * size, maxLength: 2 * size })),
        fc.nat(65),
        (random, zeros) => {
          const size = random.length / 2;
          const raw = Uint8Array.from(random, (octet, at) => (at % size < zeros ? 0 : octet));
          const der = ecdsaToDer(raw);
          assert.deepEqual(ecdsaFromDer(der, size), Buffer.from(raw));
        },
      ),
    );
  });

  it("as WebCrypto makes them are accepted by OpenSSL in DER", async () => {
    const keys = await webcrypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, [
      "sign",
      "verify",
    ]);
    const raw = await webcrypto.subtle.sign(
      { name: "ECDSA", hash: "SHA-256" },
      keys.privateKey,
      content,
    );
    const der = Buffer.from(await webcrypto.subtle.exportKey("spki", keys.publicKey));
    const publicKey = createPublicKey({ key: der, format: "der", type: "spki" });
    const signature = ecdsaToDer(new Uint8Array(raw));
    assert.equal(await verifyRaw(publicKey, content, signature, "sha256"), true);
  });

  it("are not read from anything but their DER", () => {
    const der = ecdsaToDer(new Uint8Array(64).fill(0x81));
    const longForm = Buffer.concat([Uint8Array.of(0x30, 0x81), der.subarray(1)]);
    for (const other of [new Uint8Array(), der.subarray(1), longForm, Buffer.concat([der, der])]) {
      assert.equal(ecdsaFromDer(other, 32), null);
    }
    assert.equal(ecdsaFromDer(der, 16), null);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        const raw = ecdsaFromDer(bytes, 32);
        assert.ok(raw === null || Buffer.compare(ecdsaToDer(raw), bytes) === 0);
      }),
    );
  });
});
