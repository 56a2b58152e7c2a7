import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash, createPublicKey, randomBytes, sign, verify } from "node:crypto";
import type { KeyObject } from "node:crypto";
import type { KeyAlgorithm } from "@perennial/api";
import { keyAlgorithmOf } from "@perennial/pki";
import { skipWithout } from "../test-support/skip-without.js";
import { generateKeyPair } from "./generate-key-pair.js";
import type { RandomSource } from "./random-source.js";
import { systemRandom } from "./random-source.js";

const algorithms: readonly KeyAlgorithm[] = [
  "rsa-2048",
  "rsa-3072",
  "rsa-4096",
  "ec-p256",
  "ec-p384",
  "ec-p521",
];

/** A system whose randomness is the same each time; only a test has such a one. */
function replayed(seed: string): RandomSource {
  let count = 0;
  return (bytes) => {
    count += 1;
    return createHash("shake256", { outputLength: bytes }).update(`${seed} ${count}`).digest();
  };
}

function spki(key: KeyObject): string {
  return createPublicKey(key).export({ type: "spki", format: "der" }).toString("hex");
}

const person = (text: string) => Buffer.from(text);

describe("Key pairs", function () {
  this.timeout(120_000);

  for (const algorithm of algorithms) {
    for (const entropy of [undefined, person("pointer movements")]) {
      const how = entropy === undefined ? "by the system alone" : "with a person's entropy";
      it(`are what was asked for: ${algorithm} ${how}`, async () => {
        const key = await generateKeyPair(algorithm, systemRandom, entropy);
        assert.equal(keyAlgorithmOf(createPublicKey(key)), algorithm);
        const data = randomBytes(100);
        assert.ok(verify("sha256", data, createPublicKey(key), sign("sha256", data, key)));
      });
    }
  }

  it("pass OpenSSL's own check: primes, exponents, coefficient", async function () {
    skipWithout(this, "openssl", "version");
    for (const algorithm of algorithms) {
      const key = await generateKeyPair(algorithm, systemRandom, person("x"));
      const input = key.export({ type: "pkcs8", format: "pem" });
      const { status, stderr } = spawnSync("openssl", ["pkey", "-check", "-noout"], { input });
      assert.equal(status, 0, stderr.toString());
    }
  });

  it("have RSA primes that are far apart and a private exponent of the least common multiple", async () => {
    const key = await generateKeyPair("rsa-2048", systemRandom, person("x"));
    const jwk = key.export({ format: "jwk" });
    const integer = (text = "") => BigInt(`0x${Buffer.from(text, "base64url").toString("hex")}`);
    const [n, e, d, p, q] = [jwk.n, jwk.e, jwk.d, jwk.p, jwk.q].map(integer) as [
      bigint,
      bigint,
      bigint,
      bigint,
      bigint,
    ];
    assert.equal(e, 65_537n);
    assert.equal(p * q, n);
    assert.ok(p - q > 1n << 924n);
    assert.ok(d > 1n << 1024n);
    assert.equal((d * e) % (p - 1n), 1n);
    assert.equal((d * e) % (q - 1n), 1n);
    assert.ok(d < ((p - 1n) * (q - 1n)) / 2n, "d is reduced modulo the least common multiple");
  });
});

describe("What a person gives", function () {
  this.timeout(120_000);
  const mixed: readonly KeyAlgorithm[] = ["ec-p256", "ec-p384", "ec-p521", "rsa-2048"];

  for (const algorithm of mixed) {
    it(`changes the key where the system's randomness is the same: ${algorithm}`, async () => {
      const make = (text: string) => generateKeyPair(algorithm, replayed("same"), person(text));
      const [one, again, other] = [await make("a"), await make("a"), await make("b")];
      assert.equal(spki(one), spki(again));
      assert.notEqual(spki(one), spki(other));
    });

    it(`never determines the key alone: ${algorithm}`, async () => {
      const make = (seed: string) => generateKeyPair(algorithm, replayed(seed), person("a"));
      assert.notEqual(spki(await make("one")), spki(await make("two")));
    });
  }

  it("does not stand in for the system's randomness when that fails", async () => {
    const broken: readonly RandomSource[] = [
      () => new Uint8Array(64),
      (bytes) => new Uint8Array(bytes).fill(7),
      (bytes) => randomBytes(bytes).subarray(1),
      () => {
        throw new Error("no entropy device");
      },
    ];
    for (const source of broken) {
      for (const entropy of [person("plenty of it".repeat(100)), undefined]) {
        await assert.rejects(generateKeyPair("ec-p256", source, entropy), {
          code: "keys.no-randomness",
        });
      }
    }
  });
});
