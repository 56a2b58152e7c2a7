import { createHash } from "node:crypto";
import { PerennialError } from "@perennial/api";
import { certificateSpki } from "../link/certificate-spki.js";
import type { KeyObjects } from "../link/token-views.js";

/**
 * The SubjectPublicKeyInfo (DER, base64) of the pair that a person confirmed, if the objects with its
 * CKA_ID are that pair or what an interrupted removal left of it.
 * @param confirmed SHA-256 of the SubjectPublicKeyInfo, lower-case hexadecimal.
 * @throws PerennialError `keys.not-found`, `token.removal-unconfirmed`, `token.ambiguous-key`,
 *   `token.half-key-pair` if it cannot be known which pair a lone private half is of.
 */
export function removablePair(
  id: string,
  confirmed: string,
  { publicKeys, privateKeys, certificates }: KeyObjects,
): string {
  const none = { effect: "none" } as const;
  if (privateKeys.length > 1 || publicKeys.length > 1) {
    throw new PerennialError("token.ambiguous-key", { id }, none);
  }
  const keys = [...publicKeys, ...privateKeys];
  const ofKeys = defined(keys.map(({ spki }) => spki));
  const ofCertificates = defined(certificates.map(({ der }) => certificateSpki(der)));
  if (keys.length === 0) {
    // Others' certificates may stand beside those of the pair.
    const left = ofCertificates.find((spki) => hashOf(spki) === confirmed);
    if (left === undefined) throw new PerennialError("keys.not-found", { id }, none);
    return left;
  }
  const [spki, ...others] = ofKeys.length > 0 ? ofKeys : ofCertificates;
  if (spki === undefined) {
    const half = privateKeys.length > 0 ? "private" : "public";
    throw new PerennialError("token.half-key-pair", { id, half }, none);
  }
  if (others.length > 0) throw new PerennialError("token.ambiguous-key", { id }, none);
  if (hashOf(spki) !== confirmed) {
    throw new PerennialError("token.removal-unconfirmed", { id }, none);
  }
  return spki;
}

function defined(values: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(values.filter((value) => value !== undefined))];
}

function hashOf(spki: string): string {
  return createHash("sha256").update(Buffer.from(spki, "base64")).digest("hex");
}
