import { verifyCades } from "../cades/verify-cades.js";
import { verifyPdf } from "../pades/verify-pdf.js";
import type { PdfSignatureReport } from "../pades/verify-pdf.js";
import { isPdf } from "../pades/pdf-file.js";
import type { SignatureReport, VerifySignatureRequest } from "./signature-report.js";

/** A signed file, all its signatures judged. */
export type SignatureVerification =
  | {
      readonly kind: "cms";
      readonly signatures: readonly SignatureReport[];
      /** The attached content; null if the signature is detached. */
      readonly content: Uint8Array | null;
    }
  | {
      readonly kind: "pdf";
      readonly signatures: readonly PdfSignatureReport[];
      /** Names of the fields of signatures that were removed later. */
      readonly removed: readonly string[];
    };

/**
 * Verifies a CMS or CAdES signature, attached or detached, or the signatures of a PDF.
 * @throws PerennialError as `verifyCades` and `verifyPdf`: for what cannot be read, or is not signed.
 *   What is wrong with a signature is in its findings.
 */
export async function verifySignature(
  request: VerifySignatureRequest,
): Promise<SignatureVerification> {
  return isPdf(request.signature)
    ? { kind: "pdf", ...(await verifyPdf(request)) }
    : { kind: "cms", ...(await verifyCades(request)) };
}
