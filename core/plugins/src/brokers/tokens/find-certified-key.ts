import { createPublicKey, X509Certificate } from "node:crypto";
import { PerennialError, type KeyAlgorithm } from "@perennial/api";
import type { HeldCertificate, LookedToken } from "./token-look.js";

/** The key of a certificate on a token, as far as it shows without a login. */
export interface CertifiedKey {
  /** Lower-case hexadecimal; what the token's key objects are found by. */
  readonly ckaId: string;
  readonly algorithm: KeyAlgorithm;
  readonly label: string;
  /** DER, base64. */
  readonly spki: string;
  readonly spkiHash: string;
}

/**
 * Finds the key of a certificate by its CKA_ID: that of a key object with the certificate's public key
 * where one shows, otherwise the certificate's own. The private half may not show before a login.
 * @throws PerennialError `tokens.no-certificate`, `tokens.unusable-key` with a `reason`.
 */
export async function findCertifiedKey(
  { certificates, keys, seen }: LookedToken,
  sha256: string,
): Promise<{ readonly key: CertifiedKey; readonly certificate: HeldCertificate }> {
  const copies = certificates.filter(({ info }) => info.sha256 === sha256);
  const [certificate] = copies;
  const { label } = seen;
  if (certificate === undefined) {
    throw new PerennialError("tokens.no-certificate", { label, sha256 }, none);
  }
  const { der, spkiHash, subject } = certificate.info;
  const { keyAlgorithmOf } = await import("@perennial/pki");
  const { publicKey } = new X509Certificate(Buffer.from(der, "base64"));
  const spki = publicKey.export({ type: "spki", format: "der" });
  const algorithm = keyAlgorithmOf(createPublicKey({ key: spki, format: "der", type: "spki" }));
  const unusable = (reason: string) =>
    new PerennialError("tokens.unusable-key", { label, subject, reason }, none);
  if (algorithm === null) throw unusable("algorithm");
  const own = keys.find((key) => key.spkiHash === spkiHash && key.ckaId !== "");
  const ckaId = own?.ckaId ?? copies.find((one) => one.ckaId !== "")?.ckaId;
  if (ckaId === undefined) throw unusable("noId");
  // Under this identifier lies another key: there is no telling where the certificate's is.
  if (own === undefined && keys.some((key) => key.ckaId === ckaId)) throw unusable("otherKey");
  return {
    certificate,
    key: {
      ckaId,
      algorithm,
      label: own?.label || certificate.label,
      spki: spki.toString("base64"),
      spkiHash,
    },
  };
}

const none = { effect: "none" } as const;
