import { PerennialError } from "@perennial/api";
import type { IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { connectionError } from "./connection-errors.js";
import type { RequestBody } from "./request-body.js";

/** One request on a connection of its own; no redirects. */
export interface Exchange {
  readonly url: URL;
  readonly method: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: RequestBody | undefined;
  /** PEM; the system's and Node's roots if absent. */
  readonly roots: readonly string[] | undefined;
  readonly maxBytes: number;
  /** Milliseconds without a byte either way. */
  readonly idle: number;
  /** Aborted with the reason when the whole request has no time left. */
  readonly signal: AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

/**
 * Sends one request. Each has a connection of its own: on a reused one that the server closes in
 * that moment nobody could tell whether a POST arrived.
 * `onSent` is called before the first byte of the request leaves.
 */
export function send(exchange: Exchange, onSent: () => void): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let stage: "connecting" | "sent" | "answering" = "connecting";
    let overdue = false;
    const { url, body } = exchange;
    const request = httpsRequest({
      method: exchange.method,
      host: url.hostname.replace(/^\[|\]$/g, ""),
      port: url.port === "" ? 443 : Number(url.port),
      path: `${url.pathname}${url.search}`,
      headers: exchange.headers,
      agent: false,
      minVersion: "TLSv1.2",
      // The default would be whatever NODE_TLS_REJECT_UNAUTHORIZED says.
      rejectUnauthorized: true,
      ...(exchange.roots === undefined ? {} : { ca: [...exchange.roots] }),
    });
    const fail = (error: unknown) => {
      exchange.signal.removeEventListener("abort", abort);
      request.destroy();
      reject(PerennialError.is(error) ? error : connectionError(error, { stage, overdue, url }));
    };
    const abort = () => {
      overdue = true;
      fail(exchange.signal.reason);
    };
    exchange.signal.addEventListener("abort", abort);
    request.setTimeout(exchange.idle, () => {
      overdue = true;
      fail(new Error("idle"));
    });
    request.on("error", fail);
    request.on("socket", (socket) => {
      // Nothing leaves before the peer's certificate is checked.
      socket.once("secureConnect", () => {
        stage = "sent";
        onSent();
        request.end(body?.content);
      });
    });
    request.on("response", (response) => {
      stage = "answering";
      readBody(response, exchange.maxBytes, url).then((content) => {
        exchange.signal.removeEventListener("abort", abort);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: content });
      }, fail);
    });
    // The header is flushed with `end`, after the handshake.
    if (exchange.signal.aborted) abort();
  });
}

async function readBody(response: IncomingMessage, maxBytes: number, url: URL): Promise<Buffer> {
  const tooLarge = () =>
    new PerennialError("http.body-too-large", { host: url.host, limit: maxBytes });
  if (Number(response.headers["content-length"] ?? 0) > maxBytes) throw tooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  if (!response.complete) throw new Error("incomplete");
  return Buffer.concat(chunks);
}
