/** A big-endian unsigned integer. */
export function toInteger(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString("hex")}`);
}

/** An integer as big-endian bytes of this length. */
export function toBytes(value: bigint, length: number): Buffer {
  return Buffer.from(value.toString(16).padStart(length * 2, "0"), "hex");
}

/** An integer as JSON Web Algorithms write it: base64url of as few bytes as it takes (RFC 7518). */
export function toBase64Url(value: bigint): string {
  const digits = value.toString(16);
  return Buffer.from(digits.padStart(digits.length + (digits.length % 2), "0"), "hex").toString(
    "base64url",
  );
}

/** Number of bits of a positive integer. */
export function bitLength(value: bigint): number {
  return value.toString(2).length;
}

/** Greatest common divisor. */
export function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

/** The inverse of `value` modulo `modulus`; they have no common divisor. */
export function inverse(value: bigint, modulus: bigint): bigint {
  let [r0, r1] = [modulus, value % modulus];
  let [t0, t1] = [0n, 1n];
  while (r1 !== 0n) {
    const quotient = r0 / r1;
    [r0, r1] = [r1, r0 - quotient * r1];
    [t0, t1] = [t1, t0 - quotient * t1];
  }
  if (r0 !== 1n) throw new RangeError("The integer has no inverse.");
  return ((t0 % modulus) + modulus) % modulus;
}
