import { createHash } from "node:crypto";

/** RFC 7468 with lines of 64 characters, ended by `\n`. */
export function toPem(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}

/** The DER of every block with one of the labels, in the order of the text. */
export function fromPem(text: string, labels: readonly string[]): Buffer[] {
  const blocks: Buffer[] = [];
  const pattern = /-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\s]*)-----END \1-----/g;
  for (const [, label = "", body = ""] of text.matchAll(pattern))
    if (labels.includes(label)) blocks.push(Buffer.from(body.replace(/\s+/g, ""), "base64"));
  return blocks;
}

/** Lower-case hexadecimal. */
export function sha256(data: Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}
