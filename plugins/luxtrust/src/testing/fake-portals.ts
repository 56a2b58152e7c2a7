import type { Http, HttpRequest, HttpResponse, UploadedFile } from "@perennial/api";
import { isSecretRef, PerennialError } from "@perennial/api";
import { base64, fromBase64, hash } from "./hash.js";

interface Visitor {
  readonly csrf: string;
  user?: string;
  uploaded: boolean;
}
interface TestOrder {
  readonly number: string;
  readonly reference: string;
  readonly account: string;
  readonly spkiHash: string;
  readonly csrSha256: string;
  state: "pending" | "complete" | "rejected" | "cancelled";
  /** As the portal says it. */
  placedAt?: unknown;
  reason?: string;
  certificate?: string;
}
type Fields = NonNullable<HttpRequest["multipart"]>;

/** The portals of `docs/portal.md` in memory, as the host's Http answers. */
export class FakePortals implements Http {
  readonly orders: TestOrder[] = [];
  readonly uploads: { spkiHash: string; receipt: string; at: string }[] = [];
  readonly reports: { reference: string; receipt: string; at: string }[] = [];
  readonly declarations: { spkiHash: string; receipt: string; at: string }[] = [];
  /** Passwords that were tried. */
  readonly tried: string[] = [];
  /** `METHOD path` of every request. */
  readonly seen: string[] = [];
  /** Sessions that took an upload. */
  readonly uploadSessions: string[] = [];
  password = "";
  secrets: { readonly [name: string]: string } = {};
  /** Answers instead of the portal, once. */
  next: ((request: HttpRequest, path: string) => HttpResponse | Error | undefined) | undefined;
  private wrong = 0;
  private readonly visitors = new Map<string, Visitor>();

  async request(request: HttpRequest): Promise<HttpResponse> {
    const url = new URL(request.url);
    const path = `${url.pathname.slice(1)}${url.search}`;
    this.seen.push(`${request.method} ${path}`);
    const instead = this.next?.(request, path);
    if (instead instanceof Error) throw instead;
    if (instead !== undefined) return instead;
    return this.route(request, url);
  }

  async proxy(): Promise<null> {
    return null;
  }

  async cookies(): Promise<string> {
    throw new Error("a session with a login stays in its process");
  }

  async restore(): Promise<void> {
    throw new Error("a session with a login stays in its process");
  }

  async close(session: string): Promise<void> {
    this.visitors.delete(session);
  }

  reopen(): void {
    this.wrong = 0;
  }

  private route(request: HttpRequest, url: URL): HttpResponse {
    const { pathname, searchParams } = url;
    const post = request.method === "POST";
    const fields = request.multipart ?? {};
    switch (pathname) {
      case "/ssl-certificate":
        return form(request, this.visitor(request));
      case "/ssl-certificate/orders":
        if (post) return this.order(request, fields);
        return json(request, {
          orders: this.orders.filter(
            ({ reference }) => reference === searchParams.get("reference"),
          ),
        });
      case "/sofie/luxtrust":
        return form(request, this.visitor(request));
      case "/sofie/luxtrust/login":
        return this.logIn(request);
      case "/sofie/luxtrust/upload":
        return post ? this.upload(request, fields) : form(request, this.visitor(request));
      case "/sofie/luxtrust/uploads": {
        const spki = searchParams.get("spki");
        return json(request, { uploads: this.uploads.filter(({ spkiHash }) => spkiHash === spki) });
      }
      case "/sofie/luxtrust/reports": {
        const reference = searchParams.get("reference");
        if (post) return this.report(request, fields);
        return json(request, {
          reports: this.reports.filter((one) => one.reference === reference),
        });
      }
      case "/certificates": {
        const spki = searchParams.get("spki");
        if (post) return this.declare(request, fields);
        return json(request, {
          declarations: this.declarations.filter(({ spkiHash }) => spkiHash === spki),
        });
      }
      default:
        return this.orderPage(request, pathname);
    }
  }

  private order(request: HttpRequest, fields: Fields): HttpResponse {
    if (fields["csrf"] !== this.visitor(request).csrf) {
      return refusal(request, 400, "order.bad-csrf");
    }
    const pem = fromBase64((fields["csr"] as UploadedFile).content);
    const spkiHash = hash(/REQUEST (\S+)/.exec(pem)?.[1] ?? "");
    const reference = String(fields["reference"]);
    if (this.orders.some((one) => one.reference === reference || one.spkiHash === spkiHash)) {
      return refusal(request, 409, "order.duplicate");
    }
    const number = String(1234 + this.orders.length);
    const account = String(fields["account"]);
    const csrSha256 = hash(pem);
    this.orders.push({ number, reference, account, spkiHash, csrSha256, state: "pending" });
    const location = `/ssl-certificate/orders/${number}`;
    return { ...html(request, 303, ""), headers: { location } };
  }

  private orderPage(request: HttpRequest, pathname: string): HttpResponse {
    const [, number, part] =
      /^\/ssl-certificate\/orders\/(\w+)(\/certificate)?$/.exec(pathname) ?? [];
    const order = this.orders.find((one) => one.number === number);
    if (order === undefined) return refusal(request, 404, "order.unknown");
    if (part === undefined) return json(request, order);
    if (order.certificate === undefined) return refusal(request, 404, "order.not-complete");
    return { ...html(request, 200, ""), body: base64(order.certificate) };
  }

  private logIn(request: HttpRequest): HttpResponse {
    const { csrf, password } = request.form ?? {};
    const visitor = this.visitor(request);
    if (csrf !== visitor.csrf) return refusal(request, 400, "session.bad-csrf");
    if (!isSecretRef(password)) throw new TypeError("a password in the clear");
    const secret = this.secrets[password.secret];
    if (secret === undefined) {
      throw new PerennialError("secrets.not-found", {}, { effect: "none" });
    }
    this.tried.push(secret);
    if (this.wrong >= 3) return refusal(request, 423, "login.closed");
    if (secret !== this.password) {
      this.wrong += 1;
      return this.wrong >= 3
        ? refusal(request, 423, "login.closed")
        : refusal(request, 401, "login.wrong-password", String(3 - this.wrong));
    }
    this.wrong = 0;
    visitor.user = String(request.form?.["user"]);
    const url = new URL("/sofie/luxtrust/upload", request.url).href;
    return { ...form(request, visitor), url };
  }

  private upload(request: HttpRequest, fields: Fields): HttpResponse {
    const visitor = this.visitor(request);
    if (visitor.user === undefined || fields["csrf"] !== visitor.csrf) {
      return refusal(request, 400, "session.bad-csrf");
    }
    if (visitor.uploaded) return refusal(request, 409, "session.used");
    const spkiHash = spkiOf(fields["certificate"]);
    if (this.uploads.some((one) => one.spkiHash === spkiHash)) {
      return refusal(request, 409, "upload.duplicate");
    }
    visitor.uploaded = true;
    this.uploadSessions.push(visitor.csrf);
    return receipt(request, this.uploads, "U", { spkiHash });
  }

  private report(request: HttpRequest, fields: Fields): HttpResponse {
    if (fields["csrf"] !== this.visitor(request).csrf) {
      return refusal(request, 400, "session.bad-csrf");
    }
    const reference = String(fields["reference"]);
    if (this.reports.some((one) => one.reference === reference)) {
      return refusal(request, 409, "report.duplicate");
    }
    return receipt(request, this.reports, "R", { reference });
  }

  private declare(request: HttpRequest, fields: Fields): HttpResponse {
    const spkiHash = spkiOf(fields["certificate"]);
    if (this.declarations.some((one) => one.spkiHash === spkiHash)) {
      return refusal(request, 409, "declaration.duplicate");
    }
    return receipt(request, this.declarations, "C", { spkiHash });
  }

  private visitor({ session }: HttpRequest): Visitor {
    const known = this.visitors.get(session);
    if (known !== undefined) return known;
    const csrf = hash(`${session} ${this.seen.length}`).slice(0, 16);
    const visitor = { csrf, uploaded: false };
    this.visitors.set(session, visitor);
    return visitor;
  }
}

function spkiOf(file: Fields[string] | undefined): string {
  const text = fromBase64((file as UploadedFile).content);
  return /"spkiHash":"(\w+)"/.exec(text)?.[1] ?? "";
}

function receipt<T>(
  request: HttpRequest,
  list: (T & { receipt: string; at: string })[],
  letter: string,
  what: T,
): HttpResponse {
  const number = `${letter}-${String(list.length + 1).padStart(6, "0")}`;
  list.push({ ...what, receipt: number, at: "2026-11-20T09:31:00Z" });
  return html(request, 200, `<p class="receipt" data-receipt="${number}">Received.</p>`);
}

function form(request: HttpRequest, { csrf }: Visitor): HttpResponse {
  return html(request, 200, `<form><input type="hidden" name="csrf" value="${csrf}"></form>`);
}

/** A page as a portal answers it. */
export function html(request: HttpRequest, status: number, body: string): HttpResponse {
  const page = `<!doctype html><html><body>${body}</body></html>`;
  return { status, headers: {}, url: request.url, body: base64(page) };
}

/** An error page. */
export function refusal(
  request: HttpRequest,
  status: number,
  code: string,
  detail = "",
): HttpResponse {
  const error = `<p class="error" data-code="${code}" data-detail="${detail}">No: ${code}</p>`;
  return html(request, status, error);
}

function json(request: HttpRequest, value: unknown): HttpResponse {
  return { ...html(request, 200, ""), body: base64(JSON.stringify(value)) };
}
