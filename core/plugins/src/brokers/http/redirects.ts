import { PerennialError, type HttpRequest } from "@perennial/api";
import { carriesSecret } from "./request-body.js";

/**
 * The request that a redirect asks for, RFC 9110 section 15.4: 303 becomes GET, 301 and 302 turn a
 * POST into GET as every browser does, 307 and 308 keep method and body. The next hop is checked
 * against the allow-list as a new request is. Headers and secrets do not go to another origin.
 * @throws PerennialError `http.secret-redirect` for a body with a secret and another origin,
 *   `http.bad-redirect`.
 */
export function nextRequest(
  request: HttpRequest,
  from: URL,
  status: number,
  location: string,
): HttpRequest {
  const to = URL.parse(location, from.href);
  if (to === null) throw new PerennialError("http.bad-redirect", { host: from.host });
  const sameOrigin = to.origin === from.origin;
  const { form, multipart, json, xml, headers, ...rest } = request;
  const kept = sameOrigin && headers !== undefined ? { headers } : {};
  if (becomesGet(request.method, status)) {
    return {
      ...rest,
      ...kept,
      url: to.href,
      method: request.method === "HEAD" ? "HEAD" : "GET",
    };
  }
  if (!sameOrigin && carriesSecret(request)) {
    throw new PerennialError("http.secret-redirect", { host: from.host, to: to.host });
  }
  return {
    ...rest,
    ...kept,
    ...(form === undefined ? {} : { form }),
    ...(multipart === undefined ? {} : { multipart }),
    ...(json === undefined ? {} : { json }),
    ...(xml === undefined ? {} : { xml }),
    url: to.href,
  };
}

function becomesGet(method: string, status: number): boolean {
  return status === 303 || ((status === 301 || status === 302) && method === "POST");
}
