import type { KeyObject, X509Certificate } from "node:crypto";
import type { ProfileFinding, ProfileRules } from "@perennial/api";
import type { ParsedCertificate } from "../chain/parsed-certificate.js";
import type { NameAttribute } from "../distinguished-name.js";

/** What the rules look at that a certificate and a request for one both have. */
export interface RuleSubject {
  readonly rules: ProfileRules;
  readonly key: KeyObject;
  /** Of the subject. */
  readonly attributes: readonly NameAttribute[];
  /** Mailboxes of the subject alternative name. */
  readonly emails: readonly string[];
  /** The signature algorithm, if it is weak or not known. */
  readonly weakSignature?: string;
  /** What a request does not state, the authority adds. */
  readonly isRequest: boolean;
}

/** What rules look at that only a certificate can be judged by. */
export interface CertificateSubject extends RuleSubject {
  readonly x509: X509Certificate;
  readonly parsed: ParsedCertificate;
}

type Findings = readonly ProfileFinding[] | Promise<readonly ProfileFinding[]>;

/** One kind of rule: the findings, empty when the rule is kept or not asked for. */
export type ProfileRule = (subject: RuleSubject) => Findings;
/** As {@link ProfileRule}, of certificates only. */
export type CertificateRule = (subject: CertificateSubject) => Findings;
