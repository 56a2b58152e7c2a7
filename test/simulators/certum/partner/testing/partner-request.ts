import { webcrypto } from "node:crypto";
import {
  generateKeyPair,
  signingAlgorithm,
  type KeyAlgorithm,
} from "../../../pki/key-algorithm.js";
import { sha256 } from "../../../pki/pem.js";
import { x509 } from "../../../pki/x509.js";

/** A certificate request with the key pair behind it. */
export interface PartnerRequest {
  readonly pem: string;
  readonly keys: webcrypto.CryptoKeyPair;
  readonly publicKey: x509.PublicKey;
  readonly spkiHash: string;
}

/** The subject of these tests, by attribute. */
export const acme: Readonly<Record<string, string>> = {
  C: "PL",
  ST: "zachodniopomorskie",
  L: "Szczecin",
  O: "Acme Sp. z o.o.",
  "2.5.4.97": "NTRPL-0000123456",
  CN: "Acme Sp. z o.o.",
  E: "biuro@acme.example",
};

/** A request for {@link acme}; an attribute that is empty is left out. */
export async function partnerRequest(
  changes: Readonly<Record<string, string>> = {},
  algorithm: KeyAlgorithm | webcrypto.CryptoKeyPair = "ec-p256",
): Promise<PartnerRequest> {
  const keys = typeof algorithm === "string" ? await generateKeyPair(algorithm) : algorithm;
  const name = Object.entries({ ...acme, ...changes })
    .filter(([, value]) => value !== "")
    .map(([attribute, value]) => ({ [attribute]: [value] }));
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name,
    keys,
    signingAlgorithm: signingAlgorithm(keys.privateKey),
  });
  const { publicKey } = request;
  const spkiHash = sha256(Buffer.from(publicKey.rawData));
  return { pem: request.toString("pem"), keys, publicKey, spkiHash };
}

/** RSA of any size. */
export function rsaKeyPair(modulusLength: number): Promise<webcrypto.CryptoKeyPair> {
  const publicExponent = new Uint8Array([1, 0, 1]);
  return webcrypto.subtle.generateKey(
    { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256", modulusLength, publicExponent },
    true,
    ["sign", "verify"],
  );
}
