import type { HttpRequest } from "@perennial/api";
import { validateHeaderName, validateHeaderValue } from "node:http";
import { badRequest, type RequestBody, type Reveal } from "./request-body.js";

/** Headers that belong to the connection or to the host, not to a plugin. */
const RESERVED = new Set([
  "connection",
  "content-length",
  "cookie",
  "expect",
  "host",
  "keep-alive",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** @throws PerennialError `http.bad-request`. */
export async function requestHeaders(
  request: HttpRequest,
  url: URL,
  body: RequestBody | undefined,
  cookies: string,
  reveal: Reveal,
): Promise<{ readonly [name: string]: string }> {
  const headers: Record<string, string> = {
    accept: "*/*",
    "accept-encoding": "identity",
    "user-agent": "Perennial",
  };
  for (const [given, value] of Object.entries(request.headers ?? {})) {
    const name = given.toLowerCase();
    if (RESERVED.has(name) || name.startsWith("proxy-")) {
      throw badRequest(`the header ${name} is the host's`);
    }
    headers[name] = typeof value === "string" ? value : await reveal(value);
    requireValid(name, headers[name]);
  }
  if (cookies !== "") headers["cookie"] = cookies;
  if (body !== undefined) headers["content-type"] = body.contentType;
  if (body !== undefined || request.method === "POST" || request.method === "PUT") {
    headers["content-length"] = String(body?.content.length ?? 0);
  }
  headers["host"] = url.host;
  return headers;
}

function requireValid(name: string, value: string): void {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
  } catch (error) {
    // The value may be a secret: only the name is told.
    if (error instanceof TypeError) throw badRequest(`the header ${name} is malformed`);
    throw error;
  }
}
