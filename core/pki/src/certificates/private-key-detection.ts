import { readDerChildren, readDerItem } from "../der.js";

const integer = 0x02;
const octetString = 0x04;
const sequence = 0x30;
const contextZero = 0xa0;

/** Whether a text holds the armour of a private key, damaged or not. */
export function privateKeyText(text: string): boolean {
  return /-----BEGIN [^\r\n-]*PRIVATE KEY|^PuTTY-User-Key-File-/imu.test(text);
}

/**
 * Whether a DER item has the form of a private key: PKCS#1 and SEC 1, PKCS#8 (RFC 5958) plain or
 * encrypted, or of a PKCS#12 file, RFC 7292. The form is enough: what looks like a key is not read
 * any further.
 */
export function holdsPrivateKey(der: Uint8Array): boolean {
  const outer = readDerItem(der);
  if (outer?.tag !== sequence) return false;
  const parts = readDerChildren(outer.value) ?? [];
  const tags = parts.map(({ tag }) => tag);
  const begins = (...expected: readonly number[]) =>
    expected.every((tag, index) => tags[index] === tag);
  const pkcs1 = tags.length >= 9 && tags.slice(0, 9).every((tag) => tag === integer);
  const sec1 =
    begins(integer, octetString) &&
    (tags.length === 2 || tags[2] === contextZero || tags[2] === 0xa1);
  const pkcs8 = begins(integer, sequence, octetString);
  const encrypted = begins(sequence, octetString) && tags.length === 2;
  const pkcs12 = begins(integer, sequence) && parts[0]?.value[0] === 3;
  return pkcs1 || sec1 || pkcs8 || encrypted || pkcs12;
}
