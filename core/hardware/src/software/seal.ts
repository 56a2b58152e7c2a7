import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

/** AES-256-GCM with a fresh 96-bit nonce and a 128-bit tag (NIST SP 800-38D), in base64. */
export interface Sealed {
  readonly cipher: "aes-256-gcm";
  readonly nonce: string;
  readonly tag: string;
  readonly ciphertext: string;
}

const nonceBytes = 12;
const tagBytes = 16;

/** Encrypts under a 256-bit key. `bound` is authenticated with it but not part of it. */
export function seal(key: Uint8Array, plaintext: Uint8Array, bound: string): Sealed {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(bound, "utf8"));
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return {
    cipher: "aes-256-gcm",
    nonce: nonce.toString("base64"),
    tag: cipher.getAuthTag().toString("base64"),
    ciphertext: ciphertext.toString("base64"),
  };
}

/** Decrypts what {@link seal} made; null if anything in it or in `bound` was changed, or the key is another. */
export function unseal(key: Uint8Array, sealed: Sealed, bound: string): Buffer | null {
  const nonce = Buffer.from(sealed.nonce, "base64");
  const tag = Buffer.from(sealed.tag, "base64");
  if (nonce.length !== nonceBytes || tag.length !== tagBytes) return null;
  const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: tagBytes });
  decipher.setAAD(Buffer.from(bound, "utf8"));
  decipher.setAuthTag(tag);
  const plaintext = decipher.update(Buffer.from(sealed.ciphertext, "base64"));
  try {
    return Buffer.concat([plaintext, decipher.final()]);
  } catch (error) {
    // The only thing that final() of GCM can find wrong is the tag.
    if (error instanceof Error) return null;
    throw error;
  } finally {
    plaintext.fill(0);
  }
}

/** A key for one purpose from the store's data key: HKDF with SHA-256, RFC 5869. */
export function deriveKey(dataKey: Uint8Array, purpose: string): Buffer {
  return Buffer.from(hkdfSync("sha256", dataKey, "", `perennial ${purpose}`, 32));
}

/** Whether a parsed JSON value is {@link Sealed}. */
export function isSealed(value: unknown): value is Sealed {
  if (typeof value !== "object" || value === null) return false;
  const { cipher, nonce, tag, ciphertext } = value as Record<string, unknown>;
  return cipher === "aes-256-gcm" && [nonce, tag, ciphertext].every((part) => isBase64(part));
}

/** Whether a value is base64 as Node writes it, so that one value has one text. */
export function isBase64(value: unknown): value is string {
  return typeof value === "string" && Buffer.from(value, "base64").toString("base64") === value;
}
