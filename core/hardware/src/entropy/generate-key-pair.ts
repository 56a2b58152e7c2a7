import { createHash, generateKeyPair as generateNative } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { promisify } from "node:util";
import type { KeyAlgorithm } from "@perennial/api";
import { ecKeyFrom } from "./ec-key.js";
import { HmacDrbg } from "./hmac-drbg.js";
import { checkedRandom } from "./random-source.js";
import type { RandomSource } from "./random-source.js";
import { rsaKeyFrom } from "./rsa-key.js";

const generateAsync = promisify(generateNative);

/**
 * Makes a private key. Without a person's entropy OpenSSL makes it. With it, the bits come from an
 * HMAC_DRBG that the system seeds with 64 bytes and a nonce of 32, and that the person's bytes,
 * hashed, personalize: they can only add to what the system gives.
 * @throws PerennialError `keys.no-randomness`.
 */
export async function generateKeyPair(
  algorithm: KeyAlgorithm,
  random: RandomSource,
  entropy?: Uint8Array,
): Promise<KeyObject> {
  const seed = checkedRandom(random, 64);
  const nonce = checkedRandom(random, 32);
  if (entropy === undefined || entropy.length === 0) {
    seed.fill(0);
    nonce.fill(0);
    return generateNatively(algorithm);
  }
  const personalization = createHash("sha512").update(entropy).digest();
  const drbg = new HmacDrbg(seed, nonce, personalization);
  for (const bytes of [seed, nonce, personalization]) bytes.fill(0);
  try {
    switch (algorithm) {
      case "ec-p256":
      case "ec-p384":
      case "ec-p521":
        return ecKeyFrom(drbg, algorithm);
      default:
        return await rsaKeyFrom(drbg, rsaBits(algorithm));
    }
  } finally {
    drbg.destroy();
  }
}

async function generateNatively(algorithm: KeyAlgorithm): Promise<KeyObject> {
  switch (algorithm) {
    case "ec-p256":
      return (await generateAsync("ec", { namedCurve: "P-256" })).privateKey;
    case "ec-p384":
      return (await generateAsync("ec", { namedCurve: "P-384" })).privateKey;
    case "ec-p521":
      return (await generateAsync("ec", { namedCurve: "P-521" })).privateKey;
    default:
      return (
        await generateAsync("rsa", { modulusLength: rsaBits(algorithm), publicExponent: 65_537 })
      ).privateKey;
  }
}

function rsaBits(algorithm: "rsa-2048" | "rsa-3072" | "rsa-4096"): number {
  return Number(algorithm.slice("rsa-".length));
}
