import { PerennialError } from "@perennial/api";
import type { ProfileFinding, ProfileRules } from "@perennial/api";
import { instant, parseCertificate } from "../certificates/certificate-info.js";
import { ParsedCertificate } from "../chain/parsed-certificate.js";
import { notCa, notWeakSignature } from "./issuer-rules.js";
import { curves, minRsaBits } from "./key-rules.js";
import { subjectAttributes } from "./name-rules.js";
import type { ProfileRule } from "./profile-subject.js";
import { extendedKeyUsage, forbiddenExtendedKeyUsage, keyUsage } from "./usage-rules.js";
import { maxValidityDays } from "./validity-rules.js";

const all: readonly ProfileRule[] = [
  minRsaBits,
  curves,
  maxValidityDays,
  keyUsage,
  extendedKeyUsage,
  forbiddenExtendedKeyUsage,
  notCa,
  subjectAttributes,
  notWeakSignature,
];

/**
 * The rules of a profile that a certificate breaks, all of them; empty if it is fine.
 * @param certificate DER.
 * @param at with it, `validity.expired` and `validity.not-yet-valid` are rules too.
 * @throws PerennialError `certificates.unreadable`.
 */
export async function checkProfile(
  certificate: Uint8Array,
  rules: ProfileRules,
  at?: Date,
): Promise<readonly ProfileFinding[]> {
  const x509 = parseCertificate(certificate);
  let parsed: ParsedCertificate;
  try {
    parsed = await ParsedCertificate.from(x509);
  } catch (cause) {
    throw new PerennialError("certificates.unreadable", { block: 0 }, { cause });
  }
  const findings = await Promise.all(all.map((rule) => rule({ x509, parsed, rules })));
  return [...validity(x509.validFromDate, x509.validToDate, at), ...findings.flat()];
}

function validity(from: Date, to: Date, at: Date | undefined): readonly ProfileFinding[] {
  if (at === undefined) return [];
  if (at < from) {
    return [{ rule: "validity.not-yet-valid", params: { notBefore: instant(from) } }];
  }
  return at > to ? [{ rule: "validity.expired", params: { notAfter: instant(to) } }] : [];
}
