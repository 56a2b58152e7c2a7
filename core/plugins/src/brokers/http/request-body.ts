import { isSecretRef, PerennialError, type HttpRequest, type SecretRef } from "@perennial/api";
import { randomBytes } from "node:crypto";
import { xmlCharacterData } from "./xml-character-data.js";

/** A request's body, ready to be sent. */
export interface RequestBody {
  readonly content: Buffer;
  readonly contentType: string;
}

/** Puts a secret in the place of its reference. */
export type Reveal = (ref: SecretRef) => Promise<string>;

/**
 * The body of a request: urlencoded, multipart (RFC 7578), JSON or XML; undefined without one. It is
 * made just before it is sent, because it holds the secrets.
 * @throws PerennialError `http.bad-request`, `http.secret-not-xml`.
 */
export async function requestBody(
  request: HttpRequest,
  reveal: Reveal,
): Promise<RequestBody | undefined> {
  const kinds = [request.form, request.multipart, request.json, request.xml].filter(
    (kind) => kind !== undefined,
  );
  if (kinds.length > 1) throw badRequest("only one of form, multipart, json and xml");
  if (kinds.length > 0 && (request.method === "GET" || request.method === "HEAD")) {
    throw badRequest(`${request.method} has no body`);
  }
  if (request.form !== undefined) return await urlencoded(request.form, reveal);
  if (request.multipart !== undefined) return await multipart(request.multipart, reveal);
  if (request.xml !== undefined) return await xml(request.xml, reveal);
  if (request.json === undefined) return undefined;
  return {
    content: Buffer.from(JSON.stringify(request.json)),
    contentType: "application/json",
  };
}

/** Whether the body carries a secret. */
export function carriesSecret(request: HttpRequest): boolean {
  return [request.form, request.multipart, request.xml].some((fields) =>
    Object.values<unknown>(fields ?? {}).some((value) => isSecretRef(value)),
  );
}

async function urlencoded(
  form: NonNullable<HttpRequest["form"]>,
  reveal: Reveal,
): Promise<RequestBody> {
  const fields = new URLSearchParams();
  for (const [name, value] of Object.entries(form)) {
    fields.append(name, typeof value === "string" ? value : await reveal(value));
  }
  return {
    content: Buffer.from(fields.toString()),
    contentType: "application/x-www-form-urlencoded",
  };
}

/** `text/xml` with the character encoding that SOAP 1.1 and RFC 7303 section 8.1 want stated. */
async function xml(pieces: NonNullable<HttpRequest["xml"]>, reveal: Reveal): Promise<RequestBody> {
  const parts: string[] = [];
  for (const piece of pieces) {
    parts.push(typeof piece === "string" ? piece : xmlCharacterData(await reveal(piece)));
  }
  return { content: Buffer.from(parts.join("")), contentType: "text/xml; charset=utf-8" };
}

async function multipart(
  fields: NonNullable<HttpRequest["multipart"]>,
  reveal: Reveal,
): Promise<RequestBody> {
  const boundary = `perennial-${randomBytes(18).toString("hex")}`;
  const parts: Buffer[] = [];
  for (const [name, value] of Object.entries(fields)) {
    const head = `--${boundary}\r\ncontent-disposition: form-data; name="${quoted(name)}"`;
    if (typeof value === "object" && "content" in value) {
      if (/[\r\n]/.test(value.contentType)) throw badRequest("a content type has a line break");
      const file = `; filename="${quoted(value.name)}"\r\ncontent-type: ${value.contentType}\r\n\r\n`;
      parts.push(Buffer.from(head + file), Buffer.from(value.content, "base64"));
    } else {
      const text = typeof value === "string" ? value : await reveal(value);
      parts.push(Buffer.from(`${head}\r\n\r\n${text}`));
    }
    parts.push(Buffer.from("\r\n"));
  }
  parts.push(Buffer.from(`--${boundary}--\r\n`));
  return {
    content: Buffer.concat(parts),
    contentType: `multipart/form-data; boundary=${boundary}`,
  };
}

/** As browsers escape names in multipart forms (WHATWG HTML, "multipart/form-data encoding"). */
function quoted(name: string): string {
  return name.replaceAll("\n", "%0A").replaceAll("\r", "%0D").replaceAll('"', "%22");
}

export function badRequest(reason: string, cause?: unknown): PerennialError {
  return new PerennialError("http.bad-request", { reason }, { effect: "none", cause });
}
