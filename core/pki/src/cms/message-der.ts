import { decodeText } from "../certificates/text.js";
import { decodeBase64, readPem } from "../pem.js";

const labels = new Set(["CMS", "PKCS7", "PKCS #7 SIGNED DATA"]);
const sequence = 0x30;

/** The DER of a message in DER, PEM or base64; null for a PEM file without one. */
export function messageDer(bytes: Uint8Array): Uint8Array | null {
  // Base64 cannot begin so: its first character would be "0", of a tag that no message has.
  if (bytes[0] === sequence && (bytes[1] ?? 0) >= 0x80) return bytes;
  const text = decodeText(bytes)?.content;
  if (text === undefined) return bytes;
  const { blocks } = readPem(text);
  if (blocks.length === 0) return decodeBase64(text) ?? bytes;
  return blocks.find(({ label }) => labels.has(label))?.content ?? null;
}
