import type { ErrorData } from "@perennial/api";
import type { Localizer } from "@perennial/l10n";
import type { PdfSignatureReport, SignatureReport } from "@perennial/pki";
import type { Output, Style } from "../../output/output.js";
import { say } from "../../output/say.js";
import type { JudgedSignature, Verdict, VerifiedFile } from "../../signing/verify-file.js";
import { isOfPdf } from "./verification-data.js";

const styles: { readonly [V in Verdict]: Style } = {
  valid: "good",
  untrusted: "warning",
  invalid: "bad",
};

/** The verdict first, then each signature. */
export async function renderVerification(
  file: string,
  result: VerifiedFile,
  out: Output,
  texts: Localizer,
): Promise<void> {
  const { verdict, signatures, removed, content } = result;
  const count = signatures.length;
  const summary = await say(texts, `verify.file-${verdict}`, { count });
  out.line(`${out.style("heading", oneLine(file))}: ${out.style(styles[verdict], summary)}`, 0, 2);
  if (result.differs && content !== null) {
    out.line(
      out.style("bad", await say(texts, "verify.differs", { path: oneLine(content) })),
      2,
      4,
    );
  }
  for (const field of removed) {
    out.line(out.style("bad", await say(texts, "verify.removed", { field: oneLine(field) })), 2, 4);
  }
  for (const [index, signature] of signatures.entries()) {
    await renderSignature(signature, { number: index + 1, count }, result, out, texts);
  }
}

/** A file without a verdict. */
export async function renderProblem(
  file: string,
  error: ErrorData,
  out: Output,
  texts: Localizer,
): Promise<void> {
  const summary = await say(texts, "verify.no-verdict");
  out.line(`${out.style("heading", oneLine(file))}: ${out.style("bad", summary)}`, 0, 2);
  await renderError(error, "bad", out, texts);
}

async function renderSignature(
  { verdict, report }: JudgedSignature,
  place: { readonly number: number; readonly count: number },
  file: VerifiedFile,
  out: Output,
  texts: Localizer,
): Promise<void> {
  const word = out.style(styles[verdict], await say(texts, `verify.signature-${verdict}`));
  out.line(`${await say(texts, "verify.signature", place)}: ${word}`, 2, 4);
  for (const [label, value] of await factsOf(report, file, texts)) {
    const name = await say(texts, `verify.${label}`);
    out.line(await say(texts, "pair", { label: name, value: oneLine(value) }), 4, 6);
  }
  if (verdict !== "invalid" && report.valid && report.chain.length === 1) {
    out.line(out.style("warning", await say(texts, "verify.named-itself")), 4, 6);
  }
  for (const { severity, error } of report.findings) {
    await renderError(error, severity === "refusal" ? "bad" : "quiet", out, texts);
  }
}

async function factsOf(
  report: SignatureReport | PdfSignatureReport,
  file: VerifiedFile,
  texts: Localizer,
): Promise<readonly (readonly [string, string])[]> {
  const { signer, signingTime, algorithm } = report;
  const time = signingTime === null ? null : texts.dateTime(signingTime);
  return [
    ["signed-by", signer === null ? await say(texts, "verify.unknown-signer") : signer.subject],
    ...(signer === null ? [] : ([["issued-by", signer.issuer]] as const)),
    [
      "claimed-time",
      time === null
        ? await say(texts, "verify.no-time")
        : await say(texts, "verify.time", { time }),
    ],
    ["covers", await coverage(report, file, texts)],
    ["algorithm", algorithm ?? (await say(texts, "verify.no-algorithm"))],
    ...(isOfPdf(report) ? pdfFacts(report) : []),
  ];
}

function pdfFacts({ field, reason, location }: PdfSignatureReport) {
  const given: readonly (readonly [string, string | null])[] = [
    ["field", field],
    ["reason", reason],
    ["location", location],
  ];
  return given.filter((fact): fact is readonly [string, string] => fact[1] !== null);
}

async function coverage(
  report: SignatureReport | PdfSignatureReport,
  { content, detached }: VerifiedFile,
  texts: Localizer,
): Promise<string> {
  if (isOfPdf(report)) {
    if (report.coversWholeFile) return say(texts, "verify.covers-file");
    if (report.covered === 0) return say(texts, "verify.covers-nothing");
    return say(texts, "verify.covers-part", { bytes: report.covered });
  }
  if (!detached) return say(texts, "verify.covers-attached");
  if (content === null) return say(texts, "verify.covers-missing");
  return say(texts, "verify.covers-content", { path: content });
}

async function renderError(
  error: ErrorData,
  style: Style,
  out: Output,
  texts: Localizer,
): Promise<void> {
  const { what, next, code } = await texts.error(error);
  out.line(`${out.style(style, oneLine(what))} [${code}]`, 4, 6);
  if (code !== "signatures.untrusted") {
    const missing = code === "signatures.content-missing";
    const advice = missing ? await say(texts, "verify.content-next") : next;
    if (advice !== undefined) out.line(advice, 6);
    return;
  }
  if (error.cause !== undefined) out.line(oneLine((await texts.error(error.cause)).what), 6);
  out.line(await say(texts, "verify.untrusted-next"), 6);
}

/**
 * What a signer, a certificate or the name of a file says, in one line: with lines of their own they
 * could say that a signature is valid.
 */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ");
}
