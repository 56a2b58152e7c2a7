/**
 * A passphrase as the bytes that are hashed: UTF-8 of its NFC form, so that every keyboard and
 * system gives the same.
 */
export function passphraseBytes(text: string): Uint8Array {
  return Buffer.from(text.normalize("NFC"), "utf8");
}

/** Decodes a passphrase from a file, one line end at its end dropped; null if it is not UTF-8. */
export function passphraseOfFile(content: Uint8Array): Uint8Array | null {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(content);
    return passphraseBytes(text.replace(/\r?\n$/u, ""));
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}
