import { token } from "../inject.js";
import type { CertificateInfo } from "./certificates.js";

/** Signed messages, RFC 5652. */
export interface Signatures {
  /**
   * Verifies an enveloping CMS SignedData (DER, PEM or base64) against the roots.
   * @param content base64 of the file.
   * @returns the signed content, base64, and who signed it.
   * @throws PerennialError `signatures.not-cms`, `signatures.invalid`, `signatures.untrusted`.
   */
  verifyCms(request: {
    content: string;
    /** PEM or DER base64. */
    roots: readonly string[];
  }): Promise<{ readonly content: string; readonly signer: CertificateInfo }>;
}
export const Signatures = token<Signatures>("signatures");
