import { createHash } from "node:crypto";

/** Lower-case hexadecimal SHA-256 of a text. */
export function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

export function base64(text: string): string {
  return Buffer.from(text, "utf8").toString("base64");
}

export function fromBase64(content: string): string {
  return Buffer.from(content, "base64").toString("utf8");
}
