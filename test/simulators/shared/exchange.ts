import type { IncomingMessage } from "node:http";
import { PortalError } from "./portal-error.js";

/** The largest body a portal reads, bytes. */
const LARGEST_BODY = 8 * 1024 * 1024;

/** A file that was sent with a form. */
export interface SentFile {
  readonly name: string;
  readonly content: Buffer;
}

/** One request, read whole. */
export class Exchange {
  private constructor(
    readonly method: string,
    readonly path: string,
    readonly query: URLSearchParams,
    readonly headers: IncomingMessage["headers"],
    readonly body: Buffer,
  ) {}

  /** @throws PortalError `request.too-large`, `request.aborted`. */
  static async read(request: IncomingMessage): Promise<Exchange> {
    const url = requestUrl(request);
    return new Exchange(
      request.method ?? "GET",
      url.pathname,
      url.searchParams,
      request.headers,
      await readBody(request),
    );
  }

  cookie(name: string): string | undefined {
    for (const pair of (this.headers.cookie ?? "").split(";")) {
      const [key, value] = pair.split("=", 2);
      if (key?.trim() === name) return value?.trim();
    }
    return undefined;
  }

  get acceptsJson(): boolean {
    return this.headers.accept?.includes("application/json") ?? false;
  }

  /** The form of a `multipart/form-data` or `application/x-www-form-urlencoded` body. */
  async form(): Promise<SentForm> {
    const contentType = this.headers["content-type"] ?? "";
    if (!/^(multipart\/form-data|application\/x-www-form-urlencoded)\b/i.test(contentType))
      throw new PortalError(415, "request.not-a-form", "The request carries no form.", contentType);
    const parsed = new Response(new Uint8Array(this.body), {
      headers: { "content-type": contentType },
    }).formData();
    try {
      return await SentForm.from(await parsed);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      throw new PortalError(400, "request.broken-form", "The form is damaged.", error.message);
    }
  }
}

/** The address of a request; what is no address at all is no page either. */
export function requestUrl(request: IncomingMessage): URL {
  const base = "https://portal.invalid/";
  return URL.parse(request.url ?? "/", base) ?? new URL("invalid", base);
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > LARGEST_BODY)
        throw new PortalError(413, "request.too-large", "The request is too large.", "", {
          connection: "close",
        });
      chunks.push(chunk);
    }
  } catch (error) {
    // The client went away, perhaps because a test killed it; that is no failure of the portal.
    if (error instanceof Error && "code" in error && error.code === "ECONNRESET")
      throw new PortalError(400, "request.aborted", "The request ended in the middle.");
    throw error;
  }
  return Buffer.concat(chunks);
}

/** The fields and files of a form. */
export class SentForm {
  private constructor(
    private readonly fields: ReadonlyMap<string, string>,
    private readonly files: ReadonlyMap<string, SentFile>,
  ) {}

  static async from(data: FormData): Promise<SentForm> {
    const fields = new Map<string, string>();
    const files = new Map<string, SentFile>();
    for (const [name, value] of data) {
      if (typeof value === "string") fields.set(name, value);
      else files.set(name, { name: value.name, content: Buffer.from(await value.arrayBuffer()) });
    }
    return new SentForm(fields, files);
  }

  /** The trimmed field, empty if it is missing. */
  text(name: string): string {
    return (this.fields.get(name) ?? "").trim();
  }

  /** The field to the last blank: passwords may begin or end with one. */
  exactText(name: string): string {
    return this.fields.get(name) ?? "";
  }

  /** A browser sends a file without name and content where none was chosen; that is none. */
  file(name: string): SentFile | undefined {
    const file = this.files.get(name);
    return file?.name === "" && file.content.length === 0 ? undefined : file;
  }
}
