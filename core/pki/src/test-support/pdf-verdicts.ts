import assert from "node:assert/strict";
import { PerennialError } from "@perennial/api";
import type { SigningAuthority } from "./signers.js";
import { now } from "./test-authority.js";
import { verifyPdf } from "../pades/verify-pdf.js";
import type { PdfSignatureReport } from "../pades/verify-pdf.js";

/** How the tests ask about signed PDFs, with this authority as the only root. */
export function pdfVerdicts(authority: () => SigningAuthority) {
  function verify(signature: Uint8Array, more: object = {}) {
    return verifyPdf({ signature, roots: [authority().root.pem], at: now, ...more });
  }

  /** Codes and reasons of the findings of each signature. */
  async function findings(pdf: Uint8Array): Promise<readonly (readonly string[])[]> {
    const { signatures } = await verify(pdf);
    return signatures.map((report) => codes(report));
  }

  /** Asserts that something is wrong with the file, or that it cannot be read. */
  async function isFound(pdf: Uint8Array, what: string): Promise<void> {
    try {
      const { signatures, removed } = await verify(pdf);
      assert.ok(signatures.some(({ valid }) => !valid) || removed.length > 0, what);
    } catch (error) {
      assert.ok(PerennialError.is(error), `${what}: ${String(error)}`);
    }
  }

  return { verify, findings, isFound };
}

/** Codes and reasons of the findings of a signature. */
export function codes(report: PdfSignatureReport): readonly string[] {
  return report.findings.map(({ error }) =>
    [error.code, error.params["reason"]].filter(Boolean).join(" "),
  );
}

/** The first and last byte of the contents, angle brackets included. */
export function gap(pdf: Buffer): readonly [number, number] {
  const start = pdf.lastIndexOf("/Contents <") + "/Contents ".length;
  return [start, pdf.indexOf(">", start) + 1];
}
