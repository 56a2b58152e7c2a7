import { createHash } from "node:crypto";

/** Lower-case hexadecimal SHA-256 of a text (UTF-8) or of bytes. */
export function hash(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

export function base64(content: string | Uint8Array): string {
  return Buffer.from(content as string).toString("base64");
}

/** The bytes of base64. */
export function bytesOf(content: string): Buffer {
  return Buffer.from(content, "base64");
}

export function fromBase64(content: string): string {
  return bytesOf(content).toString("utf8");
}
