import { PerennialError } from "@perennial/api";
import type { ProfileFinding, ProfileRules } from "@perennial/api";
import { instant, parseCertificate } from "../certificates/certificate-info.js";
import { mailboxesIn } from "../certificates/mailboxes.js";
import { isWeakSignature, signatureName } from "../chain/check-strength.js";
import { ParsedCertificate, extensionOids } from "../chain/parsed-certificate.js";
import { parseRfc4514, rfc4514 } from "../distinguished-name.js";
import { notCa, notWeakSignature } from "./issuer-rules.js";
import { curves, minRsaBits, rsaBitsDivisibleBy8 } from "./key-rules.js";
import { exactMailboxes, mailboxesInSan } from "./mailbox-rules.js";
import { commonNameOneOf, subjectAttributes, subjectHas } from "./name-rules.js";
import { subjectPatterns } from "./pattern-rules.js";
import type { MatchesPattern } from "./pattern-rules.js";
import type { CertificateRule, CertificateSubject } from "./profile-subject.js";
import { shownFindings } from "./shown-findings.js";
import { extendedKeyUsage, forbiddenExtendedKeyUsage, keyUsage } from "./usage-rules.js";
import { maxValidityDays } from "./validity-rules.js";

/** In the order of the findings. */
const all = (matches: MatchesPattern): readonly CertificateRule[] => [
  minRsaBits,
  rsaBitsDivisibleBy8,
  curves,
  maxValidityDays,
  keyUsage,
  extendedKeyUsage,
  forbiddenExtendedKeyUsage,
  notCa,
  subjectAttributes,
  subjectHas,
  subjectPatterns(matches),
  commonNameOneOf,
  mailboxesInSan,
  exactMailboxes,
  notWeakSignature,
];

/** How a profile is checked. */
export interface ProfileCheck {
  /** With it, `validity.expired` and `validity.not-yet-valid` are rules too. */
  readonly at?: Date;
  /** Tries a pattern of `subjectPatterns`; by default without a limit of time. */
  readonly matches?: MatchesPattern;
}

/**
 * The rules of a profile that a certificate breaks, all of them; empty if it is fine. Of one that is
 * broken often the first findings are told, and of what the certificate says the beginning.
 * @param certificate DER.
 * @throws PerennialError `certificates.unreadable`; `certificates.bad-pattern` with `attribute` and
 *   `problem` `syntax` or `slow`.
 */
export async function checkProfile(
  certificate: Uint8Array,
  rules: ProfileRules,
  { at, matches = (pattern, text) => pattern.test(text) }: ProfileCheck = {},
): Promise<readonly ProfileFinding[]> {
  const subject = await subjectOf(certificate, rules);
  const findings = await Promise.all(all(matches).map((rule) => rule(subject)));
  const { validFromDate, validToDate } = subject.x509;
  return [...validity(validFromDate, validToDate, at), ...findings.flatMap(shownFindings)];
}

async function subjectOf(
  certificate: Uint8Array,
  rules: ProfileRules,
): Promise<CertificateSubject> {
  const x509 = parseCertificate(certificate);
  let parsed: ParsedCertificate;
  try {
    parsed = await ParsedCertificate.from(x509);
  } catch (cause) {
    throw new PerennialError("certificates.unreadable", { block: 0 }, { cause });
  }
  const alternatives = parsed.extension(extensionOids.subjectAltName)?.extnValue;
  const isWeak = await isWeakSignature(parsed.asn.signatureAlgorithm);
  return {
    x509,
    parsed,
    rules,
    key: x509.publicKey,
    attributes: parseRfc4514(rfc4514(x509.subject)),
    // A name that cannot be read is not there.
    emails: mailboxesIn(alternatives?.valueBlock.valueHexView ?? new Uint8Array()) ?? [],
    ...(isWeak ? { weakSignature: signatureName(x509) } : {}),
    isRequest: false,
  };
}

function validity(from: Date, to: Date, at: Date | undefined): readonly ProfileFinding[] {
  if (at === undefined) return [];
  if (at < from) {
    return [{ rule: "validity.not-yet-valid", params: { notBefore: instant(from) } }];
  }
  return at > to ? [{ rule: "validity.expired", params: { notAfter: instant(to) } }] : [];
}
