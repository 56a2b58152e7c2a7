import {
  isSecretRef,
  type Http,
  type HttpRequest,
  type HttpResponse,
  type ProxyFound,
} from "@perennial/api";

/** The host's Http, as far as it carries XML, to a server on this machine. */
export class LoopbackHttp implements Http {
  /** What was given to the host. */
  readonly requests: HttpRequest[] = [];
  /** What went out. */
  readonly bodies: string[] = [];

  /** @param secret what the host puts in for references. */
  constructor(
    private readonly port: () => number,
    private readonly secret: string,
  ) {}

  async request(request: HttpRequest): Promise<HttpResponse> {
    const { method, url, xml = [], headers = {} } = request;
    this.requests.push(request);
    const body = xml
      .map((piece) => (isSecretRef(piece) ? characterData(this.secret) : piece))
      .join("");
    this.bodies.push(body);
    const target = new URL(url);
    const answer = await fetch(`http://127.0.0.1:${this.port()}${target.pathname}`, {
      method,
      headers: { ...texts(headers), "content-type": "text/xml; charset=utf-8" },
      body,
    });
    const bytes = Buffer.from(await answer.arrayBuffer());
    return {
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      url,
      body: bytes.toString("base64"),
    };
  }

  async proxy(): Promise<ProxyFound | null> {
    return null;
  }
  async cookies(): Promise<string> {
    return "";
  }
  async restore(): Promise<void> {}
  async close(): Promise<void> {}
}

function texts(headers: NonNullable<HttpRequest["headers"]>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

/** As the host does it. */
function characterData(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&apos;");
}
