import { PerennialError, type HttpResponse } from "@perennial/api";
import { errorIn } from "./page.js";

/**
 * Codes of the panel's errors (`docs/portal.md`) that have a text of their own; each becomes
 * `certum.<code>`. Where trying again in a new session helps, the error can be retried.
 */
const known: ReadonlyMap<string, { readonly retry?: true }> = new Map(
  Object.entries({
    "login.required": { retry: true },
    "session.bad-csrf": { retry: true },
    "order.unknown": {},
    "step.not-open": {},
    "data.missing-field": {},
    "data.unknown-country": {},
    "data.unknown-registry": {},
    "data.unknown-organization": {},
    "data.organization-expired": {},
    "data.duplicate": {},
    "statements.missing": {},
    "document.empty": {},
    "document.too-large": {},
    "document.type": {},
    "document.duplicate": {},
    "email.invalid": {},
    "email.duplicate": {},
    "email.not-waiting": {},
    "field.mandatory": {},
    "field.unknown": {},
    "common-name.missing": {},
    "csr.unreadable": {},
    "csr.bad-signature": {},
    "csr.weak-key": {},
    "csr.wrong-curve": {},
    "csr.common-name": {},
    "csr.subject-mismatch": {},
    "csr.key-used": {},
    "activation.duplicate": {},
    "certificate.not-issued": {},
  } as const),
);

/**
 * The error that an answer of the panel stands for. A refusal (4xx) has changed nothing there; after
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
    const own = known.get(code);
    if (own === undefined) {
      const params = { host, text, portalCode: code };
      return new PerennialError("certum.portal-refused", params, options);
    }
    const retry = own.retry === true ? { retry: {} } : {};
    return new PerennialError(`certum.${code}`, { host, detail }, { ...options, ...retry });
  }
  return new PerennialError(
    "certum.portal-unexpected",
    { host, status },
    { detail: `${url} answered ${status}`, ...(refused ? { effect: "none" } : { retry: {} }) },
  );
}
