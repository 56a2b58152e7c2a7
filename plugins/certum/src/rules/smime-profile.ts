import type { ProfileRules, RequestRules } from "@perennial/api";
import type { FieldName } from "./certificate-fields.js";
import { organizationIdentifierPattern } from "./organization-identifier.js";

/** What was verified and what was chosen of it. */
export interface ExpectedSubject {
  readonly organization: string;
  readonly mailbox: string;
  /** Where Certum said it; one that we made ourselves is not held against Certum's. */
  readonly organizationIdentifier?: string;
}

/** Verified values by the names of a subject's attributes. */
export type VerifiedValues = { readonly [name in FieldName]?: string };

/** Keys that Certum takes. S/MIME Baseline Requirements 6.1.5. */
const keys = {
  minRsaBits: 2048,
  rsaBitsDivisibleBy8: true,
  curves: ["ec-p256", "ec-p384", "ec-p521"],
  notWeakSignature: true,
} as const satisfies RequestRules;

/**
 * What an organization-validated S/MIME certificate has to fulfil. S/MIME Baseline Requirements 1.0.10:
 * 6.3.2, 7.1.2.3, 7.1.4.2.
 */
export function certificateRules(expected: ExpectedSubject): ProfileRules {
  const { organization, mailbox, organizationIdentifier } = expected;
  return {
    ...keys,
    maxValidityDays: 825,
    extendedKeyUsage: ["emailProtection"],
    forbiddenExtendedKeyUsage: ["serverAuth", "anyExtendedKeyUsage"],
    notCa: true,
    subject: {
      O: organization,
      ...(organizationIdentifier === undefined ? {} : { organizationIdentifier }),
    },
    subjectHas: ["O", "organizationIdentifier"],
    subjectPatterns: { organizationIdentifier: organizationIdentifierPattern },
    commonNameOneOf: [organization, mailbox],
    mailboxesInSan: true,
    emails: [mailbox],
  };
}

/** The attributes that a partner's CSR has to state, as Certum's codes 1016, 1018, 1020, 1021 say. */
const partnerAttributes = ["CN", "O", "C", "L", "E"];

/**
 * What a CSR has to fulfil: its key, and that what it states is what was verified. It need not state
 * anything, but for a partner.
 * @param request its mailboxes (SAN); if it has any, there is the verified one and no other.
 */
export function requestRules(
  expected: ExpectedSubject,
  values: VerifiedValues,
  { emails, isPartner }: { readonly emails: readonly string[]; readonly isPartner: boolean },
): RequestRules {
  const { SP, ...others } = values;
  return {
    ...keys,
    subject: { ...others, ...(SP === undefined ? {} : { ST: SP }) },
    commonNameOneOf: [expected.organization, expected.mailbox],
    mailboxesInSan: true,
    ...(isPartner ? { subjectHas: partnerAttributes } : {}),
    ...(emails.length === 0 ? {} : { emails: [expected.mailbox] }),
  };
}
