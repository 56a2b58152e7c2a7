import { createHash } from "node:crypto";
import { PerennialError } from "@perennial/api";
import { judgeSignature } from "../cades/judge-signature.js";
import { readableCertificates } from "../cms/find-signer-certificate.js";
import { readSignedData } from "../cms/read-signed-data.js";
import type { SignedDataRead } from "../cms/read-signed-data.js";
import { hashesByOid } from "../signing/algorithms.js";
import { invalidSignature, refusal, remark } from "../signing/signature-report.js";
import type {
  Digests,
  SignatureFinding,
  SignatureReport,
  VerifySignatureRequest,
} from "../signing/signature-report.js";
import { forbidsChanges } from "./check-changes-allowed.js";
import { onlyAddsSignatures } from "./compare-revisions.js";
import { coveredRange } from "./covered-range.js";
import type { CoveredRange } from "./covered-range.js";
import { PdfFile } from "./pdf-file.js";
import { readPdfDate, readTextString } from "./pdf-text.js";
import { nameOf } from "./pdf-value.js";
import { removedSignatures } from "./removed-signatures.js";
import { signatureFields } from "./signature-fields.js";
import type { SignatureField } from "./signature-fields.js";

/** What verification found out about one signature of a PDF. */
export interface PdfSignatureReport extends SignatureReport {
  /** The name of its field. */
  readonly field: string;
  /** For example `ETSI.CAdES.detached`; empty if there is none. */
  readonly subFilter: string;
  /** Bytes from the beginning of the file that it covers; 0 where its range is wrong. */
  readonly covered: number;
  readonly coversWholeFile: boolean;
  /** What the signer wrote; the appearance may show something else. */
  readonly reason: string | null;
  readonly location: string | null;
}

/** A PDF, all its signatures judged. */
export interface PdfVerification {
  /** In the order in which they cover the file. */
  readonly signatures: readonly PdfSignatureReport[];
  /** Names of the fields of signatures that an earlier revision has and the file does not show. */
  readonly removed: readonly string[];
}

const subFilters = new Set(["ETSI.CAdES.detached", "adbe.pkcs7.detached"]);

/**
 * Verifies the signatures of a PDF: PAdES, and the older CMS signatures. One that does not cover the
 * whole file is refused, unless what follows is further valid signatures, or nothing that shows
 * (validation data, document time-stamps), and nothing else; that is remarked. A certification that
 * allows no changes is refused also where further signatures follow it.
 * @throws PerennialError `pdf.not-signed`, `pdf.not-pdf`, `pdf.damaged`, `pdf.encrypted`,
 *   `pdf.too-large`, `pdf.too-complex`. What is wrong with a signature is in its findings.
 */
export async function verifyPdf(
  request: Omit<VerifySignatureRequest, "content">,
): Promise<PdfVerification> {
  const file = PdfFile.open(request.signature);
  const fields = signatureFields(file);
  const removed = removedSignatures(file, fields);
  if (fields.length === 0 && removed.length === 0) throw new PerennialError("pdf.not-signed");
  const judged: Judged[] = [];
  for (const field of fields) {
    const report = await judgeField(file, field, request);
    judged.push({ report, isLast: forbidsChanges(file, field.signature) });
  }
  judged.sort((left, right) => left.report.covered - right.report.covered);
  const signatures: PdfSignatureReport[] = [];
  // The last ones first: whether what follows a signature is harmless depends on the later ones.
  for (const one of judged.toReversed()) {
    signatures.unshift(withCoverage(file, one, signatures));
  }
  return { signatures, removed };
}

interface Judged {
  readonly report: PdfSignatureReport;
  /** Whether it certifies the document and allows no changes. */
  readonly isLast: boolean;
}

/** Judges a signature by what it covers. */
async function judgeField(
  file: PdfFile,
  { name, signature }: SignatureField,
  rules: VerifySignatureRequest,
): Promise<PdfSignatureReport> {
  const text = (key: string) => {
    const value = file.resolve(signature.dictionary.entries.get(key), signature.source).value;
    return value?.kind === "string" ? readTextString(value.value) : null;
  };
  const subFilter =
    nameOf(file.resolve(signature.dictionary.entries.get("SubFilter"), signature.source).value) ??
    "";
  const about = { field: name, subFilter, reason: text("Reason"), location: text("Location") };
  try {
    if (!subFilters.has(subFilter)) {
      throw new PerennialError("signatures.unsupported", { kind: subFilter });
    }
    const range = coveredRange(file, signature);
    const message = messageOf(range);
    const report = await judgeSignature(
      {
        info: message.info,
        contentType: message.contentType,
        contents: [digestsOf(range, message)],
        certificates: await readableCertificates(message.certificates),
        claimedTime: readPdfDate(text("M") ?? ""),
      },
      rules,
    );
    const coversWholeFile = range.end === file.bytes.length;
    return { ...report, ...about, covered: range.end, coversWholeFile };
  } catch (error) {
    if (!PerennialError.is(error)) throw error;
    return { ...refused(error), ...about, covered: 0, coversWholeFile: false };
  }
}

/** The message in the contents: detached, of one signer, with zeros after it. */
function messageOf({ contents }: CoveredRange) {
  const message = readSignedData(contents);
  if (message.content !== null) throw invalidSignature("content");
  const [info, ...others] = message.signers;
  if (info === undefined || others.length > 0) throw invalidSignature("signers");
  if (contents.subarray(message.length).some((octet) => octet !== 0)) {
    throw invalidSignature("padding");
  }
  return { ...message, info };
}

function digestsOf({ parts }: CoveredRange, { signers }: SignedDataRead): Digests {
  const hash = hashesByOid.get(signers[0]?.digestAlgorithm.oid ?? "");
  if (hash === undefined) return new Map();
  const running = createHash(hash);
  for (const part of parts) running.update(part);
  return new Map([[hash, new Uint8Array(running.digest())]]);
}

function refused(error: PerennialError): SignatureReport {
  return {
    valid: false,
    findings: [refusal(error)],
    signer: null,
    chain: [],
    signingTime: null,
    algorithm: null,
    bindsCertificate: false,
  };
}

/** Adds what follows a signature to its findings. */
function withCoverage(
  file: PdfFile,
  { report, isLast }: Judged,
  later: readonly PdfSignatureReport[],
): PdfSignatureReport {
  if (report.coversWholeFile || report.covered === 0) return report;
  const finding = isLast
    ? appendedToLast(file, report.covered)
    : appended(file, report.covered, later);
  return {
    ...report,
    valid: report.valid && finding.severity === "remark",
    findings: [...report.findings, finding],
  };
}

/** Only what is no change may follow a certification that allows none. */
function appendedToLast(file: PdfFile, covered: number): SignatureFinding {
  const bytes = file.bytes.length - covered;
  return isRevision(file, covered) && onlyAddsSignatures(file, covered, "timestamps")
    ? remark(new PerennialError("signatures.data-appended", { bytes }))
    : refusal(new PerennialError("signatures.changes-forbidden", { bytes }));
}

function appended(
  file: PdfFile,
  covered: number,
  later: readonly PdfSignatureReport[],
): SignatureFinding {
  const bytes = file.bytes.length - covered;
  const signedLater = later.some(({ valid, coversWholeFile }) => valid && coversWholeFile);
  if (signedLater && onlyAddsSignatures(file, covered, "visible")) {
    return remark(new PerennialError("signatures.signed-later", { bytes }));
  }
  if (isRevision(file, covered) && onlyAddsSignatures(file, covered, "invisible")) {
    return remark(new PerennialError("signatures.data-appended", { bytes }));
  }
  return refusal(new PerennialError("signatures.content-appended", { bytes }));
}

/**
 * Whether what follows an offset is white space, or a revision that the file is read by: data that no
 * reader looks at could be a signature that was damaged so that it is not seen.
 */
function isRevision({ bytes, newest }: PdfFile, covered: number): boolean {
  const text = (start: number) => Buffer.from(bytes.subarray(start)).toString("latin1");
  const tail = text(Math.max(covered, bytes.length - 128));
  if (bytes.length - covered <= 128 && tail.trim() === "") return true;
  const end = /startxref\s+(\d+)\s+%%EOF\s*$/u.exec(tail);
  return newest.offset >= covered && Number(end?.[1]) === newest.offset;
}
