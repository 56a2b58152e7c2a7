import { request as httpsRequest } from "node:https";
import type { IncomingHttpHeaders } from "node:http";

/** What came back. */
export interface BrowserAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly text: string;
  /** Value of the hidden field `csrf`, empty if there is none. */
  readonly csrf: string;
  /** `data-code` and `data-detail` of the error, empty if there is none. */
  readonly code: string;
  readonly detail: string;
  /** `data-receipt`, empty if there is none. */
  readonly receipt: string;
}

type Fields = Readonly<Record<string, string | Blob>>;

/** A browser for tests: trusts one root, keeps cookies, follows no redirect. */
export class Browser {
  readonly #cookies = new Map<string, string>();

  constructor(private readonly root: string) {}

  get(url: string, headers: Record<string, string> = {}): Promise<BrowserAnswer> {
    return this.#send("GET", url, headers);
  }

  async json(url: string): Promise<unknown> {
    return JSON.parse((await this.get(url, { accept: "application/json" })).text) as unknown;
  }

  /** Sends `multipart/form-data`; a Blob is a file, a File one with a name. */
  async post(url: string, fields: Fields): Promise<BrowserAnswer> {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields))
      if (typeof value === "string" || value instanceof File) form.set(name, value);
      else form.set(name, value, `${name}.pem`);
    const encoded = new Response(form);
    const body = Buffer.from(await encoded.arrayBuffer());
    return this.#send(
      "POST",
      url,
      { "content-type": encoded.headers.get("content-type") ?? "" },
      body,
    );
  }

  /** Sends `application/x-www-form-urlencoded`. */
  submit(url: string, fields: Readonly<Record<string, string>>): Promise<BrowserAnswer> {
    const body = Buffer.from(new URLSearchParams(fields).toString());
    return this.#send("POST", url, { "content-type": "application/x-www-form-urlencoded" }, body);
  }

  /** Sends a body of any kind. */
  raw(url: string, contentType: string, body: string | Uint8Array): Promise<BrowserAnswer> {
    return this.#send("POST", url, { "content-type": contentType }, Buffer.from(body));
  }

  /** A copy with the same cookies: what somebody who stole them has. */
  get cookies(): ReadonlyMap<string, string> {
    return new Map(this.#cookies);
  }

  setCookie(name: string, value: string): void {
    this.#cookies.set(name, value);
  }

  #send(
    method: string,
    url: string,
    headers: Record<string, string>,
    body: Buffer = Buffer.alloc(0),
  ): Promise<BrowserAnswer> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const { promise, resolve, reject } = Promise.withResolvers<BrowserAnswer>();
    const request = httpsRequest(
      url,
      {
        method,
        ca: this.root,
        agent: false,
        headers: {
          ...headers,
          "content-length": body.length,
          ...(cookie === "" ? {} : { cookie }),
        },
      },
      (response) => {
        for (const line of response.headers["set-cookie"] ?? []) this.#keep(line);
        response
          .toArray()
          .then((chunks: Buffer[]) =>
            resolve(read(response.statusCode ?? 0, response.headers, Buffer.concat(chunks))),
          )
          .catch(reject);
      },
    );
    request.on("error", reject);
    request.end(body);
    return promise;
  }

  #keep(line: string): void {
    const [name = "", value = ""] = (line.split(";", 1)[0] ?? "").split("=", 2);
    this.#cookies.set(name, value);
  }
}

function read(status: number, headers: IncomingHttpHeaders, body: Buffer): BrowserAnswer {
  const text = body.toString("utf8");
  const find = (pattern: RegExp): string => pattern.exec(text)?.[1] ?? "";
  return {
    status,
    headers,
    body,
    text,
    csrf: find(/name="csrf" value="([^"]*)"/),
    code: find(/data-code="([^"]*)"/),
    detail: find(/data-detail="([^"]*)"/),
    receipt: find(/data-receipt="([^"]*)"/),
  };
}
