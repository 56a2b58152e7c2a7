/**
 * Room for a PIN that can be overwritten: outside the collector's heap. What is as short as a PIN would
 * lie in it otherwise, and each time the collector moves it, a copy stays behind that nobody overwrites.
 * @param length in bytes.
 */
export function secretBytes(length: number): Buffer {
  return Buffer.from(new ArrayBuffer(length));
}

/** A copy of a secret in room of its own. */
export function copyOfSecret(bytes: Uint8Array): Buffer {
  const copy = secretBytes(bytes.length);
  copy.set(bytes);
  return copy;
}
