import type { webcrypto } from "node:crypto";

/** The kinds of key pairs that the simulator makes. */
export const keyAlgorithms = [
  "rsa-2048",
  "rsa-3072",
  "rsa-4096",
  "ec-p256",
  "ec-p384",
  "ec-p521",
] as const;
export type KeyAlgorithm = (typeof keyAlgorithms)[number];

type KeyPair = webcrypto.CryptoKeyPair;

const publicExponent = new Uint8Array([1, 0, 1]);

/** A fresh key pair that can sign and be exported. */
export async function generateKeyPair(algorithm: KeyAlgorithm): Promise<KeyPair> {
  const [family, size = ""] = algorithm.split("-");
  const usages: webcrypto.KeyUsage[] = ["sign", "verify"];
  if (family === "rsa")
    return crypto.subtle.generateKey(
      {
        name: "RSASSA-PKCS1-v1_5",
        hash: "SHA-256",
        modulusLength: Number(size),
        publicExponent,
      },
      true,
      usages,
    );
  return crypto.subtle.generateKey(
    { name: "ECDSA", namedCurve: size.replace("p", "P-") },
    true,
    usages,
  );
}

const hashes: Readonly<Record<string, string>> = { "P-384": "SHA-384", "P-521": "SHA-512" };

/** How a key of this kind signs: SHA-384 with P-384, SHA-512 with P-521, otherwise SHA-256. */
export function signingAlgorithm(key: webcrypto.CryptoKey): { name: string; hash: string } {
  const curve = "namedCurve" in key.algorithm ? String(key.algorithm.namedCurve) : "";
  return { name: key.algorithm.name, hash: hashes[curve] ?? "SHA-256" };
}

/** PKCS#8, DER. */
export async function exportPrivateKey(key: webcrypto.CryptoKey): Promise<Buffer> {
  return Buffer.from(await crypto.subtle.exportKey("pkcs8", key));
}
