import { token, type Delivery, type Outcome } from "@perennial/api";
import type { CertumRenewal } from "../profile.js";
import type { CertificateOffer } from "../rules/certificate-fields.js";

/** The CSR that is handed in, made by Perennial or by the person. */
export interface RequestToSubmit {
  /** PEM with LF line ends, label `CERTIFICATE REQUEST`. */
  readonly pem: string;
  /** Lower-case hexadecimal SHA-256 of the request's SubjectPublicKeyInfo. */
  readonly spkiHash: string;
  /** Lower-case hexadecimal SHA-256 of the DER. */
  readonly sha256: string;
}

/** What was submitted for issuance. Manual, "Summary". */
export type Submitted = {
  /** Chosen by us before. */
  readonly reference: string;
  /** The order as Certum calls it: `ORDER/0000123456/dk`; for a partner the `orderID`. */
  readonly order: string;
  /** RFC 3339 UTC. */
  readonly submittedAt: string;
  readonly way: "assisted" | "portal" | "partner";
};

/** Where the certificate is asked for and where it comes from. Manual, "Certificate activation step". */
export interface ActivationDesk {
  /**
   * What the certificate may state. Without it, what was verified is offered.
   * @throws AskFirst for a password.
   */
  offer?(renewal: CertumRenewal): Promise<CertificateOffer>;
  /**
   * What Certum says about a CSR before it is submitted; nothing is kept there.
   * @throws PerennialError `certum.csr.*` for one that it does not take; AskFirst for a password.
   */
  check?(renewal: CertumRenewal, pem: string): Promise<void>;
  /**
   * Submits the request once, or says what the person has to do.
   * @param attempt from 2 on after Certum refused to issue, where the order can be activated again.
   * @throws PerennialError with `effect: "none"` for a refusal that changed nothing.
   */
  submit(
    renewal: CertumRenewal,
    request: RequestToSubmit,
    attempt?: number,
  ): Promise<Outcome<Submitted>>;
  /**
   * The certificate, or how it will come. `submitted` is what {@link submit} answered.
   * @throws PerennialError `certum.activation-rejected` (`order`, `reason`) where Certum refused to
   *   issue; AskFirst for a password.
   */
  deliver(renewal: CertumRenewal, submitted: Submitted): Promise<Delivery>;
  /**
   * The subordinate authorities' certificates, DER base64 or PEM, from the certificate's issuer
   * upwards and without the root; empty where they cannot be fetched.
   * @throws AskFirst for a password.
   */
  issuers(renewal: CertumRenewal, submitted: Submitted): Promise<readonly string[]>;
}
export const ActivationDesk = token<ActivationDesk>("certum.activation-desk");
