import { KeyObject, generateKeyPairSync, randomBytes, webcrypto } from "node:crypto";
import "@perennial/api";
import {
  BasicConstraintsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  X509CertificateGenerator,
} from "@peculiar/x509";
import type { Extension } from "@peculiar/x509";
import { encodePem } from "../pem.js";

/** The time at which tests judge. */
export const now = new Date("2026-06-15T12:00:00Z");

const day = 24 * 60 * 60 * 1000;
const p256 = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;

/** A certificate with its private key. */
export interface Issued {
  readonly name: string;
  readonly der: Uint8Array;
  readonly pem: string;
  readonly privateKey: KeyObject;
  readonly keys: webcrypto.CryptoKeyPair;
}

/** What makes a certificate differ from an ordinary one. */
export interface IssueOptions {
  readonly subject?: string;
  /** Who signs; itself by default. */
  readonly issuer?: Issued;
  /** The name written as the issuer's, where it is not the issuer's own. */
  readonly issuerName?: string;
  readonly extensions?: readonly Extension[];
  /** Days from {@link now}. */
  readonly from?: number;
  readonly to?: number;
  readonly keys?: webcrypto.CryptoKeyPair;
  readonly hash?: "SHA-1" | "SHA-256" | "SHA-384";
}

/** The extensions of a certification authority. */
export function caExtensions(pathLength?: number): readonly Extension[] {
  return [
    new BasicConstraintsExtension(true, pathLength, true),
    new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
  ];
}

/** Makes a certificate; the name is its common name unless `subject` says otherwise. */
export async function issue(name: string, options: IssueOptions = {}): Promise<Issued> {
  const keys = options.keys ?? (await ecKeys());
  const subject = options.subject ?? `CN=${name}`;
  const signer = options.issuer?.keys ?? keys;
  const certificate = await X509CertificateGenerator.create({
    serialNumber: `00${randomBytes(8).toString("hex")}`,
    subject,
    issuer: options.issuerName ?? options.issuer?.name ?? subject,
    notBefore: new Date(now.getTime() + (options.from ?? -30) * day),
    notAfter: new Date(now.getTime() + (options.to ?? 365) * day),
    publicKey: keys.publicKey,
    signingKey: signer.privateKey,
    signingAlgorithm: { name: signer.privateKey.algorithm.name, hash: options.hash ?? "SHA-256" },
    extensions: [...(options.extensions ?? [])],
  });
  const der = new Uint8Array(certificate.rawData);
  const pem = encodePem("CERTIFICATE", der);
  return { name: subject, der, pem, keys, privateKey: KeyObject.from(keys.privateKey) };
}

/** A new P-256 key pair. */
export function ecKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(p256, true, ["sign", "verify"]);
}

/** A new RSA key pair for signatures over this hash. */
export function rsaKeys(bits: number, hash = "SHA-256"): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(
    {
      name: "RSASSA-PKCS1-v1_5",
      modulusLength: bits,
      publicExponent: Uint8Array.of(1, 0, 1),
      hash,
    },
    true,
    ["sign", "verify"],
  );
}

/** A private key of each algorithm that Perennial makes. */
export function privateKeys(): ReadonlyMap<string, KeyObject> {
  return new Map([
    ["rsa-2048", generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey],
    ["rsa-3072", generateKeyPairSync("rsa", { modulusLength: 3072 }).privateKey],
    ["rsa-4096", generateKeyPairSync("rsa", { modulusLength: 4096 }).privateKey],
    ["ec-p256", generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey],
    ["ec-p384", generateKeyPairSync("ec", { namedCurve: "P-384" }).privateKey],
    ["ec-p521", generateKeyPairSync("ec", { namedCurve: "P-521" }).privateKey],
  ]);
}
