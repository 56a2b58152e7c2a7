import { readDerItems } from "../der.js";
import { decodeBase64 } from "../pem.js";
import { holdsPrivateKey, privateKeyText } from "./private-key-detection.js";
import { decodeText } from "./text.js";

/** Bytes of the largest file that is looked into; a private key is never so large. */
const largest = 1024 * 1024;

/**
 * Whether a file has the form of one with a private key in it: armoured anywhere in a text, or DER or
 * base64 of PKCS#1, SEC 1, PKCS#8 or PKCS#12. A longer file than a megabyte is taken for none.
 */
export function isPrivateKeyFile(bytes: Uint8Array): boolean {
  if (bytes.length > largest) return false;
  if ((readDerItems(bytes) ?? []).some(holdsPrivateKey)) return true;
  const text = decodeText(bytes)?.content;
  if (text === undefined) return false;
  if (privateKeyText(text)) return true;
  const content = decodeBase64(text);
  return content !== null && (readDerItems(content) ?? []).some(holdsPrivateKey);
}
