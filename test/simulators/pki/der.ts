const SEQUENCE = 0x30;

/**
 * Whether the bytes are exactly one SEQUENCE, its length in the shortest form (X.690 10.1). ASN.1
 * libraries pass over a wrong length and over what follows.
 */
export function isOneSequence(bytes: Uint8Array): boolean {
  const [tag, first = 0] = bytes;
  if (tag !== SEQUENCE || bytes.length < 2) return false;
  if (first < 0x80) return bytes.length === 2 + first;
  const count = first & 0x7f;
  const digits = [...bytes.subarray(2, 2 + count)];
  if (count === 0 || count > 4 || digits[0] === 0) return false;
  const length = digits.reduce((sum, digit) => sum * 256 + digit, 0);
  return length >= 0x80 && bytes.length === 2 + count + length;
}
