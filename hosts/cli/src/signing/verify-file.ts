import { stat } from "node:fs/promises";
import { PerennialError, type ErrorData } from "@perennial/api";
import type { PdfSignatureReport, SignatureReport, SignatureVerification } from "@perennial/pki";
import { InputFile } from "./input-file.js";

/** How a file is verified. */
export interface VerifyRequest {
  /** Absolute path of a signed file, of a signature, or of what a signature beside it is about. */
  readonly path: string;
  /** Absolute path of what a detached signature is about; without it, it is looked for beside it. */
  readonly content?: string;
  /** As the library takes them. */
  readonly roots: readonly string[];
  readonly at: Date;
  readonly atSigningTime: boolean;
  readonly interrupt?: AbortSignal;
}

/**
 * `untrusted`: whole and unchanged, but who signed is not known to the roots. Only `valid` says that
 * it may be relied upon.
 */
export type Verdict = "valid" | "untrusted" | "invalid";

/** One signature. */
export interface JudgedSignature {
  readonly verdict: Verdict;
  readonly report: SignatureReport | PdfSignatureReport;
}

/** A file with all its signatures judged. */
export interface VerifiedFile {
  readonly verdict: Verdict;
  readonly kind: SignatureVerification["kind"];
  /** Where the signatures are. */
  readonly signature: string;
  /** The file that detached signatures are about, or that attached content is compared with. */
  readonly content: string | null;
  /** Whether the signatures hold what was signed. */
  readonly detached: boolean;
  /** Whether what the signatures hold is not what lies beside them, or was named as the content. */
  readonly differs: boolean;
  readonly signatures: readonly JudgedSignature[];
  /** Names of fields whose signatures were removed later. */
  readonly removed: readonly string[];
}

/** Extensions of signatures that stay beside what was signed. */
const besides = /\.(?:p7s|p7m|p7|cms|sig)$/iu;
/** Bytes that tell whether a file can be a signature. */
const headLength = 64;
/** Bytes of the largest signature that is read: attached content and what is around it. */
const largestSignature = 528 * 1024 * 1024;

/**
 * Verifies one file. A file that is no signature itself is verified with the one beside it
 * (`FILE.p7s`).
 * @throws PerennialError `files.*`, `signatures.not-cms`, `signatures.too-large`, `pdf.*`,
 *   `signing.content-for-pdf`. What is wrong with a signature is in its findings.
 */
export async function verifyFile(request: VerifyRequest): Promise<VerifiedFile> {
  try {
    return await verifyAt(request.path, request.content, request);
  } catch (error) {
    const beside = `${request.path}.p7s`;
    const given = request.content !== undefined;
    if (given || !holdsNoSignature(error) || !(await isFile(beside))) throw error;
    return verifyAt(beside, request.path, request);
  }
}

/** Also a PDF that cannot be read as one, or what is too large for it, can have a signature beside it. */
function holdsNoSignature(error: unknown): boolean {
  if (!PerennialError.is(error)) return false;
  return (
    error.code.startsWith("pdf.") ||
    error.code === "signatures.not-cms" ||
    error.code === "signatures.too-large"
  );
}

async function verifyAt(
  path: string,
  given: string | undefined,
  { roots, at, atSigningTime, interrupt }: VerifyRequest,
): Promise<VerifiedFile> {
  const { isPdf, verifySignature } = await import("@perennial/pki");
  await using file = await InputFile.open(path, interrupt);
  const head = await file.head(headLength);
  const pdf = isPdf(head);
  if (!pdf && !canBeMessage(head)) throw new PerennialError("signatures.not-cms");
  if (pdf && given !== undefined) throw new PerennialError("signing.content-for-pdf", { path });
  if (file.size > largestSignature) {
    const size = { size: file.size, max: largestSignature };
    throw new PerennialError(pdf ? "pdf.too-large" : "signatures.too-large", size);
  }
  const rules = { signature: await file.bytes(), roots, at, atSigningTime };
  const within = await verifySignature(rules);
  const detached = within.kind === "cms" && within.content === null;
  // What is attached is compared too: whoever opens the file beside it takes that for the signed one.
  const content = given ?? (within.kind === "cms" ? await contentBeside(path) : undefined);
  if (content === undefined) {
    return judged(within, { path, content: null, detached, differs: false });
  }
  await using about = await InputFile.open(content, interrupt);
  const whole = await verifySignature({ ...rules, content: about.pieces() });
  const differs =
    !detached && whole.signatures.some(isOfOther) && !within.signatures.some(isOfOther);
  return judged(whole, { path, content, detached, differs });
}

function isOfOther({ findings }: SignatureReport): boolean {
  return findings.some(
    ({ error }) => error.code === "signatures.invalid" && error.params?.["reason"] === "content",
  );
}

/** DER, PEM, or base64; anything else would be read in vain, however large it is. */
function canBeMessage(head: Uint8Array): boolean {
  if (head[0] === 0x30) return true;
  const text = Buffer.from(head)
    .toString("utf8")
    .replace(/^\uFEFF/u, "");
  return text.includes("-----BEGIN") || /^[\sA-Za-z0-9+/=]+$/u.test(text);
}

async function contentBeside(path: string): Promise<string | undefined> {
  const content = path.replace(besides, "");
  return content !== path && (await isFile(content)) ? content : undefined;
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch (error) {
    // What cannot even be looked at is not there for us.
    if (typeof (error as NodeJS.ErrnoException).syscall === "string") return false;
    throw error;
  }
}

function judged(
  result: SignatureVerification,
  place: Pick<VerifiedFile, "content" | "detached" | "differs"> & { readonly path: string },
): VerifiedFile {
  const signatures = result.signatures.map((report) => ({ verdict: verdictOf(report), report }));
  const removed = result.kind === "pdf" ? result.removed : [];
  const { path: signature, content, detached, differs } = place;
  const verdict = overall(signatures, removed);
  return { verdict, kind: result.kind, signature, content, detached, differs, signatures, removed };
}

function verdictOf({ valid, findings }: SignatureReport): Verdict {
  if (valid) return "valid";
  const onlyUntrusted = findings
    .filter(({ severity }) => severity === "refusal")
    .every(({ error }: { readonly error: ErrorData }) => error.code === "signatures.untrusted");
  return onlyUntrusted ? "untrusted" : "invalid";
}

/** One signature that is not right is enough. */
function overall(signatures: readonly JudgedSignature[], removed: readonly string[]): Verdict {
  const verdicts = signatures.map(({ verdict }) => verdict);
  // Whoever signed the whole file later signed it without the signatures that were removed before.
  const endorsed = signatures.some(
    ({ report }) => "coversWholeFile" in report && report.coversWholeFile,
  );
  if (verdicts.length === 0 || verdicts.includes("invalid")) return "invalid";
  if (removed.length > 0 && !endorsed) return "invalid";
  return verdicts.includes("untrusted") ? "untrusted" : "valid";
}
