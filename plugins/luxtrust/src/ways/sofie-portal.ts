import { token, type ObtainedCertificate, type Outcome } from "@perennial/api";
import type { SofieRenewal } from "../profile.js";

/** That SOFiE knows the certificate. The quiet window begins. */
export type UploadReceipt = {
  /** As the page calls it; absent if the person was not told. */
  readonly receipt?: string;
  readonly account: string;
  readonly spkiHash: string;
  /** Lower-case hexadecimal SHA-256 of the DER. */
  readonly certificateSha256: string;
  readonly uploadedAt: string;
  readonly way: "assisted" | "portal";
};

/** The installation report as the operator gets it. */
export type InstallationReport = {
  /** Chosen by us before. */
  readonly reference: string;
  readonly name: string;
  /** Base64 of the JSON file. */
  readonly content: string;
};

/** That the operator has the installation report. */
export type ReportReceipt = {
  readonly receipt?: string;
  readonly reference: string;
  readonly sentAt: string;
  readonly way: "assisted" | "portal";
};

/** SOFiE's pages at the operator. Manual 5.2 and 5.3. */
export interface SofiePortal {
  /** Makes the certificate known, once, in a session of its own. */
  upload(certificate: ObtainedCertificate, renewal: SofieRenewal): Promise<Outcome<UploadReceipt>>;
  report(report: InstallationReport, renewal: SofieRenewal): Promise<Outcome<ReportReceipt>>;
}
export const SofiePortal = token<SofiePortal>("luxtrust.sofie-portal");
