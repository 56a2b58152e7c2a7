import { token, type Outcome } from "@perennial/api";
import type { CertumRenewal } from "../profile.js";

/** A mailbox that is being verified. */
export type SubmittedEmail = {
  readonly address: string;
  /** Chosen by us before: one for each address that is given. */
  readonly reference: string;
  /** RFC 3339 UTC. */
  readonly sentAt: string;
  /** When it was verified already, less than 30 days ago; RFC 3339 UTC. */
  readonly verifiedAt: string | null;
};

/** A mailbox that is verified. */
export type VerifiedEmail = {
  readonly address: string;
  /** RFC 3339 UTC. */
  readonly verifiedAt: string;
  /** Until when no other mail is needed for it, RFC 3339 UTC, where it is known. */
  readonly reusableUntil: string | null;
};

/** Where the mailbox is given and verified. State E-MAIL. */
export interface EmailDesk {
  submit(renewal: CertumRenewal): Promise<Outcome<SubmittedEmail>>;
  verify(renewal: CertumRenewal): Promise<Outcome<VerifiedEmail>>;
}
export const EmailDesk = token<EmailDesk>("certum.email-desk");
