import type { SecretRef } from "../form.js";
import { token } from "../inject.js";

/** A file in a multipart form. */
export interface UploadedFile {
  readonly name: string;
  readonly contentType: string;
  /** Base64. */
  readonly content: string;
}

/** A request through the host. A {@link SecretRef} is replaced by the secret on the way out. */
export interface HttpRequest {
  /** Requests with the same session share a cookie jar; another name is a new browser. */
  readonly session: string;
  readonly method: "GET" | "HEAD" | "POST" | "PUT" | "DELETE";
  /** `https:` and a host the manifest or the profile allows. */
  readonly url: string;
  readonly headers?: { readonly [name: string]: string | SecretRef };
  /** Sent as `application/x-www-form-urlencoded`. */
  readonly form?: { readonly [name: string]: string | SecretRef };
  /** Sent as `multipart/form-data`. */
  readonly multipart?: { readonly [name: string]: string | SecretRef | UploadedFile };
  /** Sent as `application/json`. */
  readonly json?: unknown;
  /**
   * Sent as `text/xml; charset=utf-8`: the pieces one after the other, a secret as XML character data
   * (its `&`, `<`, `>` and quotes escaped).
   */
  readonly xml?: readonly (string | SecretRef)[];
  /** Milliseconds, at most what the host allows. Default 30 000. */
  readonly timeout?: number;
  /** Bytes of the answer's body, at most what the host allows. Default 5 MiB. */
  readonly maxBytes?: number;
  /** Redirects followed, each checked as a new request is. Default 5; 0 answers the redirect itself. */
  readonly maxRedirects?: number;
  /** PEM roots instead of the system's. */
  readonly roots?: readonly string[];
}

export interface HttpResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: { readonly [name: string]: string };
  /** After redirects. */
  readonly url: string;
  /** Base64. */
  readonly body: string;
}

/** A proxy and where its setting is. */
export interface ProxyFound {
  /** `environment`: a variable such as `HTTPS_PROXY`; `system`: the desktop's settings. */
  readonly source: "environment" | "system";
  /** Name of the variable or of the setting. */
  readonly name: string;
  /** Host and port; a password in it is left out. */
  readonly address: string;
}

/** The network, brokered: only declared hosts, only HTTPS, within limits. */
export interface Http {
  /**
   * Answers any HTTP status but 429 and 503 with a `Retry-After`, which are thrown with `retry`.
   * @throws PerennialError `http.host-not-allowed`, `http.scheme-not-allowed`,
   *   `http.too-many-redirects`, `http.body-too-large`, `http.timeout`, `http.unreachable`,
   *   `http.certificate-rejected`, `http.connection-lost`, `http.truncated`, `http.busy`. Errors
   *   raised before anything was sent carry `effect: "none"`.
   */
  request(request: HttpRequest): Promise<HttpResponse>;
  /**
   * The proxy that this computer is set up to use for a URL; null if there is none. The host itself
   * connects without one: it is for those to whom it matters. A script that chooses one is not run: it
   * is answered as the proxy, with the script's host as its address.
   * @throws PerennialError `http.host-not-allowed`, `http.scheme-not-allowed`.
   */
  proxy(url: string): Promise<ProxyFound | null>;
  /**
   * The session's cookies, for {@link restore}: a visit without a login goes on with them in another
   * process. They may stand in the journal, which cookies of a login must not: those stay with the host.
   * @throws PerennialError `http.bad-request` for a session that a secret was sent in.
   */
  cookies(session: string): Promise<string>;
  /** Puts the cookies into a session, in place of those it has. @throws PerennialError `http.bad-request`. */
  restore(session: string, cookies: string): Promise<void>;
  /** Forgets a session's cookies and closes its connections. */
  close(session: string): Promise<void>;
}
export const Http = token<Http>("http");
