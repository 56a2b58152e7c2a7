import { X509Certificate } from "node:crypto";

/**
 * The SubjectPublicKeyInfo (DER, base64) of a certificate (DER, base64); undefined for bytes on a
 * token that are no certificate, or with a key that OpenSSL does not know: they say nothing of a key.
 */
export function certificateSpki(der: string): string | undefined {
  try {
    const { publicKey } = new X509Certificate(Buffer.from(der, "base64"));
    return publicKey.export({ type: "spki", format: "der" }).toString("base64");
  } catch (error) {
    if (error instanceof Error && "code" in error) return undefined;
    throw error;
  }
}
