import type { PdfSignatureReport, SignatureReport } from "@perennial/pki";
import type { JudgedSignature, VerifiedFile } from "../../signing/verify-file.js";

/** A verified file as `--json` shows it. */
export function verificationData(file: VerifiedFile): object {
  const { verdict, kind, signature, content, detached, differs, removed } = file;
  return {
    verdict,
    kind,
    signature,
    ...(detached || content !== null ? { detached, content } : { detached }),
    ...(differs ? { differs } : {}),
    signatures: file.signatures.map(signatureData),
    removed,
  };
}

function signatureData({ verdict, report }: JudgedSignature): object {
  const { signer, signingTime, algorithm, bindsCertificate, chain, findings } = report;
  return {
    verdict,
    signer,
    claimedTime: signingTime,
    algorithm,
    bindsCertificate,
    ...(isOfPdf(report) ? pdfData(report) : {}),
    chain: chain.map((der) => Buffer.from(der).toString("base64")),
    findings,
  };
}

function pdfData({
  field,
  subFilter,
  covered,
  coversWholeFile,
  reason,
  location,
}: PdfSignatureReport) {
  return { field, subFilter, covered, coversWholeFile, givenReason: reason, location };
}

export function isOfPdf(
  report: SignatureReport | PdfSignatureReport,
): report is PdfSignatureReport {
  return "field" in report;
}
