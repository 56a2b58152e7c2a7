import { checkPrime, createPrivateKey } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { promisify } from "node:util";
import { checkPair } from "./check-pair.js";
import type { HmacDrbg } from "./hmac-drbg.js";
import { bitLength, gcd, inverse, toBase64Url, toInteger } from "./integers.js";

const isPrime = promisify(checkPrime);
const e = 65_537n;

/**
 * A private key by FIPS 186-5 appendix A.1.3, probable primes, with the public exponent 65537. The
 * primes are tested by OpenSSL outside the event loop.
 */
export async function rsaKeyFrom(drbg: HmacDrbg, bits: number): Promise<KeyObject> {
  const half = bits / 2;
  for (;;) {
    const p = await randomPrime(drbg, half, 5 * half, () => true);
    const least = 1n << BigInt(half - 100);
    const q = await randomPrime(drbg, half, 10 * half, (q) => (p > q ? p - q : q - p) > least);
    const order = ((p - 1n) * (q - 1n)) / gcd(p - 1n, q - 1n);
    const d = inverse(e, order);
    // Appendix A.1.1, criterion 3: a small d means new primes.
    if (d <= 1n << BigInt(half) || bitLength(p * q) !== bits) continue;
    const key = importKey(p, q, d);
    checkPair(key);
    return key;
  }
}

/** Steps 4 and 5: a random odd integer of at least √2·2^(half-1), until one fits and is prime. */
async function randomPrime(
  drbg: HmacDrbg,
  half: number,
  attempts: number,
  fits: (candidate: bigint) => boolean,
): Promise<bigint> {
  for (let left = attempts; left > 0;) {
    const random = drbg.generate(half / 8);
    const candidate = toInteger(random) | 1n;
    random.fill(0);
    // c² ≥ 2·2^(2·half-2) is c ≥ √2·2^(half-1) without roots. Such candidates do not count.
    if (candidate * candidate < 1n << BigInt(2 * half - 1) || !fits(candidate)) continue;
    left -= 1;
    if (gcd(candidate - 1n, e) === 1n && (await isPrime(candidate))) return candidate;
  }
  throw new Error(`No prime among ${attempts} random integers.`);
}

function importKey(p: bigint, q: bigint, d: bigint): KeyObject {
  // RFC 8017: the coefficient belongs to the first prime, which by custom is the larger.
  const [first, second] = p > q ? [p, q] : [q, p];
  return createPrivateKey({
    format: "jwk",
    key: {
      kty: "RSA",
      n: toBase64Url(first * second),
      e: toBase64Url(e),
      d: toBase64Url(d),
      p: toBase64Url(first),
      q: toBase64Url(second),
      dp: toBase64Url(d % (first - 1n)),
      dq: toBase64Url(d % (second - 1n)),
      qi: toBase64Url(inverse(second, first)),
    },
  });
}
