import { createPublicKey, hash } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { PerennialError } from "@perennial/api";
import type { KeyAlgorithm } from "@perennial/api";

/** The public half of a key pair. */
export interface PublicKey {
  readonly algorithm: KeyAlgorithm;
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Uint8Array;
}

/**
 * The public half of a public or private key.
 * @throws PerennialError `keys.unsupported-algorithm`.
 */
export function publicKeyOf(key: KeyObject): PublicKey {
  const publicKey = key.type === "private" ? createPublicKey(key) : key;
  const algorithm = keyAlgorithmOf(publicKey);
  if (algorithm === null) {
    throw new PerennialError("keys.unsupported-algorithm", { algorithm: describeKey(publicKey) });
  }
  return { algorithm, spki: publicKey.export({ type: "spki", format: "der" }) };
}

/** The algorithm of a key that Perennial makes itself, or null for any other. */
export function keyAlgorithmOf(key: KeyObject): KeyAlgorithm | null {
  const details = key.asymmetricKeyDetails;
  if (key.asymmetricKeyType === "rsa") {
    switch (details?.modulusLength) {
      case 2048:
        return "rsa-2048";
      case 3072:
        return "rsa-3072";
      case 4096:
        return "rsa-4096";
      default:
        return null;
    }
  }
  if (key.asymmetricKeyType !== "ec") return null;
  switch (details?.namedCurve) {
    case "prime256v1":
      return "ec-p256";
    case "secp384r1":
      return "ec-p384";
    case "secp521r1":
      return "ec-p521";
    default:
      return null;
  }
}

/** A short name for any key, for messages: `rsa-1024`, `ec-secp256k1`, `ed25519`. */
export function describeKey(key: KeyObject): string {
  const type = key.asymmetricKeyType ?? "unknown";
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {};
  const size = modulusLength ?? namedCurve;
  return size === undefined ? type : `${type}-${size}`;
}

/** Lower-case hexadecimal SHA-256, of a SubjectPublicKeyInfo or a certificate in DER. */
export function sha256Hex(der: Uint8Array): string {
  return hash("sha256", der);
}
