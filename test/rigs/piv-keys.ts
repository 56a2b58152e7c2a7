import "reflect-metadata";
import * as x509 from "@peculiar/x509";
import { webcrypto } from "node:crypto";
import type { PivKey } from "./piv-card.js";

export type PivKeyKind = "RSA-2048" | "P-256";

const algorithms = {
  "RSA-2048": {
    name: "RSASSA-PKCS1-v1_5",
    hash: "SHA-256",
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
  },
  "P-256": { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" },
} as const;

/** A key with a self-signed certificate. */
export async function makePivKey(kind: PivKeyKind, name: string): Promise<PivKey> {
  x509.cryptoProvider.set(webcrypto as Crypto);
  const algorithm = algorithms[kind];
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}, O=Perennial, C=LU`,
    keys,
    signingAlgorithm: algorithm,
    notBefore: new Date(Date.now() - 86_400_000),
    notAfter: new Date(Date.now() + 300 * 86_400_000),
  });
  const pkcs8 = await webcrypto.subtle.exportKey("pkcs8", keys.privateKey);
  return {
    privateKey: x509.PemConverter.encode(pkcs8, "PRIVATE KEY"),
    certificate: Buffer.from(certificate.rawData),
  };
}
