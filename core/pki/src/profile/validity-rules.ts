import type { CertificateRule } from "./profile-subject.js";

const day = 24 * 60 * 60 * 1000;

/** `validity.too-long`: both ends included, a certificate is valid for `maxValidityDays` at most. */
export const maxValidityDays: CertificateRule = ({ x509, rules }) => {
  if (rules.maxValidityDays === undefined) return [];
  // RFC 5280 section 4.1.2.5: the period includes its last second.
  const period = x509.validToDate.getTime() - x509.validFromDate.getTime() + 1000;
  const days = Math.ceil(period / day - 1 / 86_400);
  if (days <= rules.maxValidityDays) return [];
  return [{ rule: "validity.too-long", params: { days, max: rules.maxValidityDays } }];
};
