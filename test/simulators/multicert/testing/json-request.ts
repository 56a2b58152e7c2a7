import { request } from "node:https";
import type { IncomingHttpHeaders } from "node:http";
import type { MulticertSimulator } from "../simulator.js";

/** An answer in JSON. */
export interface JsonAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** An empty object for an empty body. */
  readonly json: Record<string, unknown>;
  /** `error: error_description`, or the code and detail of the back office; empty without one. */
  readonly refused: string;
}

/** Sends JSON, or a body that is text already. */
export function sendJson(
  { roots }: Pick<MulticertSimulator, "roots">,
  method: string,
  url: URL,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<JsonAnswer> {
  const bytes = Buffer.from(typeof body === "string" ? body : (JSON.stringify(body) ?? ""));
  const { promise, resolve, reject } = Promise.withResolvers<JsonAnswer>();
  const sent = request(
    url,
    {
      method,
      ca: roots.tls,
      agent: false,
      headers: {
        "content-type": "application/json",
        "content-length": bytes.length,
        ...headers,
      },
    },
    (response) => {
      response
        .toArray()
        .then((chunks: Buffer[]) => {
          const text = Buffer.concat(chunks).toString("utf8");
          resolve(read(response.statusCode ?? 0, response.headers, text));
        })
        .catch(reject);
    },
  );
  sent.on("error", reject);
  sent.end(bytes);
  return promise;
}

function read(status: number, headers: IncomingHttpHeaders, text: string): JsonAnswer {
  const json = text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
  return { status, headers, text, json, refused: refusalOf(json) };
}

function refusalOf({ error, error_description: description }: Record<string, unknown>): string {
  if (typeof error === "string") return `${error}: ${String(description)}`;
  if (typeof error !== "object" || error === null) return "";
  const { code, detail } = error as { code: string; detail: string };
  return detail === "" ? code : `${code} (${detail})`;
}
