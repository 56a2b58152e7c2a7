import { createHash, randomUUID, type webcrypto } from "node:crypto";
import { generateKeyPair, signingAlgorithm, type KeyAlgorithm } from "../pki/key-algorithm.js";
import { x509 } from "../pki/x509.js";

/** A certificate request with the key pair behind it. */
export interface TestRequest {
  readonly pem: string;
  readonly der: Buffer;
  readonly keys: webcrypto.CryptoKeyPair;
  /** Lower-case hexadecimal SHA-256 of the SubjectPublicKeyInfo. */
  readonly spkiHash: string;
}

export const person = {
  name: "Ada Weber",
  email: "treasury@acme.example",
  company: "Müller & Cie, S.A.",
  department: "Treasury",
  city: "Luxembourg",
  country: "LU",
};

/** A request for {@link person}. */
export async function createRequest(
  algorithm: KeyAlgorithm | webcrypto.CryptoKeyPair = "ec-p256",
  options: { signing?: { name: string; hash: string }; withoutDepartment?: boolean } = {},
): Promise<TestRequest> {
  const keys = typeof algorithm === "string" ? await generateKeyPair(algorithm) : algorithm;
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: [
      { C: [person.country] },
      { L: [person.city] },
      { O: [person.company] },
      ...(options.withoutDepartment === true ? [] : [{ OU: [person.department] }]),
      { CN: [person.name] },
      { E: [person.email] },
    ],
    keys,
    signingAlgorithm: options.signing ?? signingAlgorithm(keys.privateKey),
  });
  const spki = Buffer.from(request.publicKey.rawData);
  return {
    pem: request.toString("pem"),
    der: Buffer.from(request.rawData),
    keys,
    spkiHash: createHash("sha256").update(spki).digest("hex"),
  };
}

/** The fields of an order, `csrf` apart. */
export function orderFields(
  request: Pick<TestRequest, "pem">,
  fields: Readonly<Record<string, string>> = {},
): Record<string, string | Blob> {
  return {
    reference: randomUUID(),
    account: "MAIN",
    ...person,
    csr: new Blob([request.pem]),
    ...fields,
  };
}
