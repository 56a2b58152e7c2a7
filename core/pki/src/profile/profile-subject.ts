import type { X509Certificate } from "node:crypto";
import type { ProfileFinding, ProfileRules } from "@perennial/api";
import type { ParsedCertificate } from "../chain/parsed-certificate.js";

/** What profile rules look at. */
export interface ProfileSubject {
  readonly x509: X509Certificate;
  readonly parsed: ParsedCertificate;
  readonly rules: ProfileRules;
}

/** One kind of rule: the findings of a certificate, empty when the rule is kept or not asked for. */
export type ProfileRule = (subject: ProfileSubject) => Promise<readonly ProfileFinding[]>;
