import { token, type Outcome } from "@perennial/api";
import type { CertumRenewal } from "../profile.js";

/** The organization, as it stands in the certificate. */
export type Organization = {
  readonly organization: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly state: string;
  readonly locality: string;
  /** Of the register that knows it; null where a document shows what it is. */
  readonly registration: { readonly type: string; readonly number: string } | null;
  /** Certum's verified data that are used again: their identifier, and until when they can be. */
  readonly reused: { readonly id: string; readonly until: string } | null;
};

/** Data that were submitted, or that the person has entered at Certum. */
export type SubmittedData = Organization & {
  /** Chosen by us before: one for each submission. */
  readonly reference: string;
  /** RFC 3339 UTC. */
  readonly submittedAt: string;
};

/** Data that Certum has verified. */
export type VerifiedData = SubmittedData & {
  /** RFC 3339 UTC. */
  readonly verifiedAt: string;
  /** Until when they can be used again, `yyyy-mm-dd`, where it is known. */
  readonly verifiedUntil: string | null;
};

/** Where the organization's data are asked for, submitted and verified. States DATA, DATA WAITING. */
export interface DataDesk {
  /** Asks for the data and submits them once. */
  submit(renewal: CertumRenewal): Promise<Outcome<SubmittedData>>;
  /** Waits for the verification; what was rejected is asked for and submitted again. */
  verify(renewal: CertumRenewal): Promise<Outcome<VerifiedData>>;
}
export const DataDesk = token<DataDesk>("certum.data-desk");
