import type { KeyObject } from "node:crypto";
import type { AlgorithmIdentifier } from "pkijs";
import { describeKey } from "../public-key.js";
import { invalid } from "./path-rule.js";
import type { PathRule } from "./path-rule.js";

const rsaPss = "1.2.840.113549.1.1.10";
const strongHashes = new Set([
  "2.16.840.1.101.3.4.2.1",
  "2.16.840.1.101.3.4.2.2",
  "2.16.840.1.101.3.4.2.3",
]);

/** Signature algorithms that are accepted; what is not here is weak or not known. */
const strongSignatures = new Set([
  "1.2.840.113549.1.1.11", // sha256WithRSAEncryption
  "1.2.840.113549.1.1.12", // sha384WithRSAEncryption
  "1.2.840.113549.1.1.13", // sha512WithRSAEncryption
  "1.2.840.10045.4.3.2", // ecdsa-with-SHA256
  "1.2.840.10045.4.3.3", // ecdsa-with-SHA384
  "1.2.840.10045.4.3.4", // ecdsa-with-SHA512
  "1.3.101.112", // Ed25519
  "1.3.101.113", // Ed448
  "2.16.840.1.101.3.4.3.17", // ML-DSA-44
  "2.16.840.1.101.3.4.3.18", // ML-DSA-65
  "2.16.840.1.101.3.4.3.19", // ML-DSA-87
]);

/** Signatures over MD5 and SHA-1 and short keys prove nothing. The anchor's own signature is not used. */
export const checkStrength: PathRule = async (path) => {
  for (const [index, certificate] of path.entries()) {
    if (isWeakKey(certificate.publicKey)) {
      throw invalid(certificate, "weakKey", { value: describeKey(certificate.publicKey) });
    }
    const anchor = index === path.length - 1;
    if (!anchor && (await isWeakSignature(certificate.asn.signatureAlgorithm))) {
      throw invalid(certificate, "weakSignature", { value: signatureName(certificate.x509) });
    }
  }
};

/** RSA below 2048 bits, elliptic curves below 256 bits, and DSA. */
export function isWeakKey(key: KeyObject): boolean {
  const { modulusLength = 0, namedCurve = "" } = key.asymmetricKeyDetails ?? {};
  switch (key.asymmetricKeyType) {
    case "rsa":
    case "rsa-pss":
      return modulusLength < 2048;
    case "ec":
      return !["prime256v1", "secp384r1", "secp521r1", "secp256k1"].includes(namedCurve);
    case "dsa":
      return true;
    default:
      return false;
  }
}

/** Whether a signature algorithm is weak or not known. RSASSA-PSS is judged by its hash. */
export async function isWeakSignature(algorithm: AlgorithmIdentifier): Promise<boolean> {
  if (algorithm.algorithmId !== rsaPss) return !strongSignatures.has(algorithm.algorithmId);
  const { RSASSAPSSParams } = await import("pkijs");
  try {
    const params = new RSASSAPSSParams({ schema: algorithm.algorithmParams });
    return !strongHashes.has(params.hashAlgorithm.algorithmId);
  } catch (error) {
    // Parameters that cannot be read name no strong hash.
    if (error instanceof Error) return true;
    throw error;
  }
}

/** OpenSSL's name of the signature algorithm, or its object identifier. */
export function signatureName(x509: {
  readonly signatureAlgorithm: string | undefined;
  readonly signatureAlgorithmOid: string;
}): string {
  return x509.signatureAlgorithm ?? x509.signatureAlgorithmOid;
}
