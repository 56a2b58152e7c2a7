import { PerennialError } from "@perennial/api";
import { certificateInfo } from "./certificates/certificate-info.js";

/** Something with a public key: a request, a key of a store. */
export interface HasSpkiHash {
  /** Lower-case hexadecimal SHA-256 of the SubjectPublicKeyInfo. */
  readonly spkiHash: string;
}

/** Whether a certificate (DER) is for this key pair or request. */
export function matches(certificate: Uint8Array, other: HasSpkiHash): boolean {
  return certificateInfo(certificate).spkiHash === other.spkiHash;
}

/**
 * Takes the certificate that belongs to a key pair or request among those of a file.
 * @throws PerennialError `certificates.key-mismatch` with the `subject` of the first.
 */
export function pickMatching<C extends HasSpkiHash & { readonly subject: string }>(
  certificates: readonly C[],
  other: HasSpkiHash,
): C {
  const found = certificates.find(({ spkiHash }) => spkiHash === other.spkiHash);
  if (found === undefined) throw keyMismatch(certificates[0]?.subject ?? "");
  return found;
}

/** The error of a certificate that was made for another key. */
export function keyMismatch(subject: string): PerennialError {
  return new PerennialError("certificates.key-mismatch", { subject });
}
