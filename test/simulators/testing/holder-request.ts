import { createPrivateKey, createPublicKey, type webcrypto } from "node:crypto";
import { generateKeyPair, signingAlgorithm, type KeyAlgorithm } from "../pki/key-algorithm.js";
import { fromPem, sha256 } from "../pki/pem.js";
import { x509 } from "../pki/x509.js";
import type { TestSigner } from "./signing.js";

/** A request for a new certificate of a holder. */
export interface HolderRequest {
  readonly pem: string;
  readonly der: Buffer;
  readonly keys: webcrypto.CryptoKeyPair;
  /** Lower-case hexadecimal SHA-256 of the SubjectPublicKeyInfo. */
  readonly spkiHash: string;
}

/**
 * A request with the subject of a certificate, or with none.
 * @param key a kind of new key, or the P-256 key of a token.
 */
export async function requestOf(
  certificatePem: string | undefined,
  key: KeyAlgorithm | TestSigner = "ec-p256",
): Promise<HolderRequest> {
  const keys = typeof key === "string" ? await generateKeyPair(key) : await keyPair(key);
  const [der] = fromPem(certificatePem ?? "", ["CERTIFICATE"]);
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    ...(der === undefined ? {} : { name: new x509.X509Certificate(der).subject }),
    keys,
    signingAlgorithm: signingAlgorithm(keys.privateKey),
  });
  return {
    pem: request.toString("pem"),
    der: Buffer.from(request.rawData),
    keys,
    spkiHash: sha256(Buffer.from(request.publicKey.rawData)),
  };
}

async function keyPair({ privateKeyPem }: TestSigner): Promise<webcrypto.CryptoKeyPair> {
  const key = createPrivateKey(privateKeyPem);
  const algorithm = { name: "ECDSA", namedCurve: "P-256" };
  const pkcs8 = key.export({ type: "pkcs8", format: "der" });
  const spki = createPublicKey(key).export({ type: "spki", format: "der" });
  return {
    privateKey: await crypto.subtle.importKey("pkcs8", new Uint8Array(pkcs8), algorithm, true, [
      "sign",
    ]),
    publicKey: await crypto.subtle.importKey("spki", new Uint8Array(spki), algorithm, true, [
      "verify",
    ]),
  };
}
