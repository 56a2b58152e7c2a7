import { defaults, isPartner, type CertumRenewal } from "../profile.js";
import { ChooseOrder } from "../steps/choose-order.js";
import { DataVerification } from "../steps/data-verification.js";
import { EmailAddress } from "../steps/email-address.js";
import { EmailVerification } from "../steps/email-verification.js";
import { OrganizationData } from "../steps/organization-data.js";
import type { Organization } from "../ways/data-desk.js";
import type { CertificateOffer } from "./certificate-fields.js";
import { statedAs } from "./current-subject.js";
import { organizationIdentifier } from "./organization-identifier.js";
import type { ExpectedSubject, VerifiedValues } from "./smime-profile.js";

/** The organization, as it was verified or, by a partner, given. */
export function organizationOf(renewal: CertumRenewal): Organization {
  return renewal.outputIfDone(DataVerification) ?? renewal.output(OrganizationData);
}

/** The mailbox that was verified, or that a partner's order will verify. */
export function mailboxOf(renewal: CertumRenewal): string {
  const verified = renewal.outputIfDone(EmailVerification) ?? renewal.outputIfDone(EmailAddress);
  return verified?.address ?? renewal.profile.email;
}

export function expectedSubject(renewal: CertumRenewal): ExpectedSubject {
  return { organization: organizationOf(renewal).organization, mailbox: mailboxOf(renewal) };
}

/**
 * The values that the certificate may state. Of an organization that a document was given for, the
 * organizationIdentifier is Certum's to find.
 */
export function verifiedValues(renewal: CertumRenewal): VerifiedValues {
  const { organization, country, state, locality, registration } = organizationOf(renewal);
  const made = registration === null ? undefined : organizationIdentifier(country, registration);
  const values = {
    E: mailboxOf(renewal),
    O: organization,
    ...(made !== undefined && "identifier" in made
      ? { organizationIdentifier: made.identifier }
      : {}),
    L: locality,
    SP: state,
    C: country === "" ? defaults.country : country,
  };
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ""));
}

/** Fields that cannot be left out. S/MIME Baseline Requirements 7.1.4.2.5; a partner's by its codes. */
const mandatory = ["E", "O", "organizationIdentifier"];
const mandatoryForPartner = [...mandatory, "C", "L"];

/** What the certificate may state where Certum's panel is not asked. */
export function ownOffer(renewal: CertumRenewal): CertificateOffer {
  const values = verifiedValues(renewal);
  const fixed = isPartner(renewal) ? mandatoryForPartner : mandatory;
  return {
    commonNames: commonNames(renewal),
    fields: (Object.entries(values) as [keyof VerifiedValues, string][]).map(([name, value]) => ({
      name,
      value,
      mandatory: fixed.includes(name),
    })),
  };
}

/** A partner's renewal or reissue keeps the common name of the current certificate (1168, 2094). */
function commonNames(renewal: CertumRenewal): CertificateOffer["commonNames"] {
  const { organization, mailbox } = expectedSubject(renewal);
  const all = [
    { kind: "mailbox", value: mailbox },
    { kind: "organization", value: organization },
  ] as const;
  const { current } = renewal;
  const keeps = ["renew", "reissue"].includes(renewal.outputIfDone(ChooseOrder)?.kind ?? "");
  if (!keeps || current === undefined) return all;
  const old = statedAs(current.subject, "CN");
  const kept = all.filter(({ value }) => value === old);
  // Where neither is the old one, Certum's refusal says so.
  return kept.length === 0 ? all : kept;
}
