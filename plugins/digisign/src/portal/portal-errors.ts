import { PerennialError, type HttpResponse } from "@perennial/api";
import { errorIn } from "./page.js";

/**
 * Codes of DigiSign's errors (`docs/portal.md`) that have a text of their own; each becomes
 * `digisign.<code>`.
 */
const known: ReadonlySet<string> = new Set([
  "order.bad-csrf",
  "order.missing-field",
  "order.duplicate",
  "order.unknown",
  "order.closed",
  "code.wrong",
  "certificate.unreadable",
  "certificate.not-ours",
  "certificate.expired",
  "certificate.too-late",
  "certificate.not-issued",
  "csr.unreadable",
  "csr.bad-signature",
  "csr.weak-key",
  "csr.subject-mismatch",
  "csr.key-reused",
  "document.duplicate",
  "document.too-large",
  "document.empty",
  "document.type",
  "document.not-signed",
  "document.signature-invalid",
  "document.other-signer",
  "document.other-order",
  "document.other-kind",
]);

/** Of these DigiSign's own sentence says best what is wrong with the date. */
const dates: ReadonlySet<string> = new Set([
  "date.unreadable",
  "date.past",
  "date.too-late",
  "date.not-a-business-day",
]);

/**
 * The error that an answer of DigiSign stands for. A refusal (4xx) has changed nothing there; after
 * anything else nobody knows.
 */
export function portalError(response: HttpResponse): PerennialError {
  const { status, url } = response;
  const { host } = new URL(url);
  const refused = status >= 400 && status < 500;
  const error = errorIn(response);
  if (error !== undefined && refused) {
    const { code, detail, text } = error;
    const options = { detail: `${code}: ${text} ${detail}`, effect: "none" } as const;
    if (known.has(code)) return new PerennialError(`digisign.${code}`, { host, detail }, options);
    return dates.has(code)
      ? new PerennialError("digisign.date.refused", { host, text, portalCode: code }, options)
      : new PerennialError("digisign.portal-refused", { host, text, portalCode: code }, options);
  }
  return new PerennialError(
    "digisign.portal-unexpected",
    { host, status },
    { detail: `${url} answered ${status}`, ...(refused ? { effect: "none" } : { retry: {} }) },
  );
}
