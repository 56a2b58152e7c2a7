import { PerennialError, type HttpResponse } from "@perennial/api";
import { Page } from "./page.js";

/**
 * Codes of the portals' error pages (`docs/portal.md`) that have a text of their own; each becomes
 * `luxtrust.<code>`. Where trying again in a new session helps, the error can be retried.
 */
const known: { readonly [code: string]: { readonly retry?: true } } = {
  "csr.unreadable": {},
  "csr.bad-signature": {},
  "csr.weak-key": {},
  "csr.key-reused": {},
  "csr.subject-mismatch": {},
  "order.missing-field": {},
  "order.bad-csrf": { retry: true },
  "order.duplicate": {},
  "order.not-complete": { retry: true },
  "session.used": { retry: true },
  "session.bad-csrf": { retry: true },
  "login.required": { retry: true },
  "upload.duplicate": {},
  "report.duplicate": {},
  "declaration.duplicate": {},
  "certificate.unreadable": {},
  "certificate.unknown-user": {},
  "certificate.transport": {},
};

/**
 * The error that an answer of a portal stands for. A refusal (4xx with an error page) has changed
 * nothing outside; after anything else nobody knows.
 */
export function portalError(response: HttpResponse): PerennialError {
  const { status, url } = response;
  const error = Page.of(response).error();
  const { host } = new URL(url);
  const refused = status >= 400 && status < 500;
  if (error !== undefined && refused) {
    const { code, detail, text } = error;
    const retry = known[code]?.retry === true ? { retry: {} } : {};
    return known[code] === undefined
      ? new PerennialError(
          "luxtrust.portal-refused",
          { host, portalCode: code, text },
          { effect: "none", detail },
        )
      : new PerennialError(
          `luxtrust.${code}`,
          { host, detail },
          { effect: "none", detail: text, ...retry },
        );
  }
  return new PerennialError(
    "luxtrust.portal-unexpected",
    { host, status },
    {
      detail: `${url} answered ${status}`,
      ...(refused ? { effect: "none" } : { retry: {} }),
    },
  );
}
