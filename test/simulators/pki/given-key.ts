import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { PortalError } from "../shared/portal-error.js";
import { exportPrivateKey, generateKeyPair, type KeyAlgorithm } from "./key-algorithm.js";
import { toPem } from "./pem.js";
import { x509 } from "./x509.js";

/** For which key an existing certificate is issued. */
export interface GivenKey {
  /** A public key, SubjectPublicKeyInfo PEM … */
  readonly publicKey?: string;
  /** … or a private key, PKCS#8 PEM; with neither of them, a key pair is made. */
  readonly privateKey?: string;
  /** Of the key pair that is made. Default `rsa-2048`. */
  readonly algorithm?: KeyAlgorithm;
}

/** The key of an existing certificate. */
export interface OwnerKey {
  readonly publicKey: x509.PublicKey;
  /** PKCS#8 PEM, unless the key stayed with its owner. */
  readonly privateKeyPem?: string;
}

/** @throws PortalError `input.wrong` for a key that is none. */
export async function ownerKey(given: GivenKey): Promise<OwnerKey> {
  if (given.publicKey !== undefined)
    return { publicKey: publicKeyOf(() => createPublicKey(given.publicKey ?? "")) };
  const privateKeyPem = given.privateKey ?? (await newPrivateKey(given.algorithm));
  const publicKey = publicKeyOf(() => createPublicKey(createPrivateKey(privateKeyPem)));
  return { publicKey, privateKeyPem };
}

/** What cannot be read is the asker's mistake. */
export function readable<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new PortalError(400, "input.wrong", `The ${name} cannot be read: ${reason}`, name);
  }
}

function publicKeyOf(read: () => KeyObject): x509.PublicKey {
  const spki = readable("key", () => read().export({ type: "spki", format: "der" }));
  return new x509.PublicKey(spki);
}

async function newPrivateKey(algorithm: KeyAlgorithm = "rsa-2048"): Promise<string> {
  const { privateKey } = await generateKeyPair(algorithm);
  return toPem("PRIVATE KEY", await exportPrivateKey(privateKey));
}
