import type { Http, HttpRequest, HttpResponse, ProxyFound, UploadedFile } from "@perennial/api";
import { readCertificates } from "./fake-certificates.js";
import type { FakeClock } from "./fake-clock.js";
import { signaturesOn } from "./fake-signatures.js";
import { base64, bytesOf, fromBase64, hash } from "./hash.js";

interface Visitor {
  readonly csrf: string;
  code?: string;
}

/** An order as the portal keeps it. */
export interface TestOrder {
  readonly number: string;
  readonly reference: string;
  readonly certificateSha256: string;
  /** Serial number of the certificate that is renewed. */
  readonly serial: string;
  readonly spkiHash: string;
  readonly issuingDate: string;
  placedAt: unknown;
  readonly fields: { readonly [name: string]: unknown };
  /** `documents` and `review` follow from what is there, until the operator decides. */
  decided?: "rejected" | "approved" | "issued" | "cancelled";
  paid: boolean;
  rejection?: {
    readonly reason: string;
    readonly documents: readonly string[];
    readonly at: string;
  };
  documents: TestDocument[];
  /** The file with the new certificate and its issuers, text. */
  certificate?: string;
}

/** A document that DigiSign has acknowledged. */
export interface TestDocument {
  readonly kind: string;
  readonly name: string;
  readonly sha256: string;
  readonly receipt: string;
  readonly at: string;
}

type Fields = NonNullable<HttpRequest["multipart"]>;
const kinds = ["declaration", "contract", "terms", "identity"];

/** DigiSign's site of `docs/portal.md` in memory, as the host's Http answers. */
export class FakePortal implements Http {
  readonly orders: TestOrder[] = [];
  /** `METHOD path` of every request. */
  readonly seen: string[] = [];
  /** Every document that was acknowledged, those that were sent back too: `kind name`. */
  readonly acknowledged: string[] = [];
  /** Answers instead of the portal; undefined lets it answer. */
  next: ((request: HttpRequest, path: string) => HttpResponse | Error | undefined) | undefined;
  /** Does what is asked, and then loses the answer. */
  loseAnswer:
    ((request: HttpRequest, path: string) => HttpResponse | Error | undefined) | undefined;
  proxyFound: ProxyFound | null = null;
  private readonly visitors = new Map<string, Visitor>();
  /** Those that the portal has not ended. */
  private readonly visits: Visitor[] = [];
  private codes = 0;

  constructor(private readonly clock: FakeClock) {}

  async request(request: HttpRequest): Promise<HttpResponse> {
    const url = new URL(request.url);
    const path = `${url.pathname.slice(1)}${url.search}`;
    this.seen.push(`${request.method} ${path}`);
    const instead = this.next?.(request, path);
    if (instead instanceof Error) throw instead;
    if (instead !== undefined) return instead;
    const answer = this.route(request, url);
    const lost = this.loseAnswer?.(request, path);
    if (lost instanceof Error) throw lost;
    return lost ?? answer;
  }

  async proxy(): Promise<ProxyFound | null> {
    return this.proxyFound;
  }

  async cookies(session: string): Promise<string> {
    return this.visitors.get(session)?.csrf ?? "";
  }

  /** Only visits that the portal has not ended go on. */
  async restore(session: string, cookies: string): Promise<void> {
    const visitor = this.visits.find(({ csrf }) => csrf === cookies);
    if (visitor === undefined) this.visitors.delete(session);
    else this.visitors.set(session, visitor);
  }

  async close(session: string): Promise<void> {
    this.visitors.delete(session);
  }

  /** The host's process ends, and its cookies with it. */
  endProcess(): void {
    this.visitors.clear();
  }

  /** The portal ends all sessions. */
  forgetSessions(): void {
    this.visitors.clear();
    this.visits.length = 0;
  }

  /** The code that the newest picture shows. */
  get code(): string {
    return codeNumber(this.codes);
  }

  /** The operator reviews. */
  decide(order: TestOrder, decision: NonNullable<TestOrder["decided"]>): void {
    order.decided = decision;
  }

  /** The operator sends documents back. */
  reject(order: TestOrder, reason: string, documents: readonly string[]): void {
    order.decided = "rejected";
    order.rejection = { reason, documents, at: this.clock.time };
    order.documents = order.documents.filter(({ kind }) => !documents.includes(kind));
  }

  private route(request: HttpRequest, url: URL): HttpResponse {
    const { pathname, searchParams } = url;
    switch (pathname) {
      case "/portal/renewal":
        return this.form(request);
      case "/portal/renewal/code.png":
        return this.picture(request);
      case "/portal/renewal/orders": {
        if (request.method === "POST") return this.order(request, request.multipart ?? {});
        const reference = searchParams.get("reference");
        const orders = this.orders.filter((one) => one.reference === reference);
        return json(request, 200, {
          orders: orders.map(({ number, certificateSha256, spkiHash, issuingDate, placedAt }) => ({
            number,
            reference,
            certificateSha256,
            spkiHash,
            state: "documents",
            issuingDate,
            placedAt,
          })),
        });
      }
      default:
        return this.signer(request, url);
    }
  }

  private form(request: HttpRequest): HttpResponse {
    const { csrf } = this.visitor(request);
    return html(
      request,
      200,
      `<form><input type="hidden" name="csrf" value="${csrf}"><img class="validation" src="/portal/renewal/code.png"></form>`,
    );
  }

  private picture(request: HttpRequest): HttpResponse {
    this.codes += 1;
    this.visitor(request).code = this.code;
    const headers = { "content-type": "image/png" };
    return { ...html(request, 200, ""), headers, body: base64(`PNG of ${this.code}`) };
  }

  private order(request: HttpRequest, fields: Fields): HttpResponse {
    const visitor = this.visitors.get(request.session);
    if (visitor === undefined || fields["csrf"] !== visitor.csrf) {
      return refusal(request, 400, "order.bad-csrf");
    }
    const { code } = visitor;
    if (code === undefined || fields["code"] !== code) {
      delete visitor.code;
      return refusal(request, 400, "code.wrong");
    }
    const [certificate] = readCertificates((fields["certificate"] as UploadedFile).content);
    if (certificate === undefined) return refusal(request, 400, "certificate.unreadable");
    const csr = fields["csr"] as UploadedFile | undefined;
    const spkiHash =
      csr === undefined
        ? certificate.spkiHash
        : (/REQUEST (\S+)/.exec(fromBase64(csr.content))?.[1] ?? "");
    const reference = String(fields["reference"]);
    const { sha256, serial } = certificate;
    const same = this.orders.find(
      (one) => one.reference === reference || one.certificateSha256 === sha256,
    );
    if (same !== undefined) return refusal(request, 409, "order.duplicate", same.number);
    delete visitor.code;
    const number = `RC-2026-${String(123 + this.orders.length).padStart(6, "0")}`;
    this.orders.push({
      number,
      reference,
      certificateSha256: sha256,
      serial,
      spkiHash,
      issuingDate: String(fields["issuingDate"]),
      placedAt: this.clock.time,
      fields,
      paid: false,
      documents: [],
    });
    const location = `/portal/renewal/orders/${number}?reference=${reference}`;
    return { ...html(request, 303, ""), headers: { location } };
  }

  private signer(request: HttpRequest, { pathname, searchParams }: URL): HttpResponse {
    const [, number, part, kind = ""] =
      /^\/signer\/orders\/([^/]+)(?:\/(documents|certificate)(?:\/(\w+))?)?$/.exec(pathname) ?? [];
    const order = this.orders.find((one) => one.number === number);
    if (order === undefined || order.serial !== searchParams.get("serial")) {
      return jsonError(request, 404, "order.unknown");
    }
    if (part === "certificate") {
      return order.decided === "issued" && order.certificate !== undefined
        ? { ...html(request, 200, ""), body: base64(order.certificate) }
        : jsonError(request, 409, "certificate.not-issued", order.issuingDate);
    }
    if (part === "documents") {
      return request.method === "POST"
        ? this.document(request, order, kind)
        : json(request, 200, { documents: order.documents });
    }
    return json(request, 200, stateOf(order));
  }

  private document(request: HttpRequest, order: TestOrder, kind: string): HttpResponse {
    const same = order.documents.find((one) => one.kind === kind);
    if (same !== undefined) return jsonError(request, 409, "document.duplicate", same.receipt);
    if (order.decided !== undefined && order.decided !== "rejected") {
      return jsonError(request, 409, "order.closed");
    }
    const file = request.multipart?.["document"] as UploadedFile;
    const bytes = bytesOf(file.content);
    const { signatures } = signaturesOn(bytes);
    const last = signatures.at(-1);
    if (last === undefined) return jsonError(request, 400, "document.not-signed");
    const [signer] = readCertificates(last.der);
    if (signer?.sha256 !== order.certificateSha256) {
      return jsonError(request, 400, "document.other-signer");
    }
    this.acknowledged.push(`${kind} ${file.name}`);
    const receipt = `D-${String(this.acknowledged.length).padStart(6, "0")}`;
    const document = {
      kind,
      name: file.name,
      sha256: hash(bytes),
      receipt,
      at: this.clock.time,
    };
    order.documents.push(document);
    const all = kinds.every((one) => order.documents.some((sent) => sent.kind === one));
    if (all && order.decided === "rejected") delete order.decided;
    return json(request, 201, document);
  }

  private visitor({ session }: HttpRequest): Visitor {
    const known = this.visitors.get(session);
    if (known !== undefined) return known;
    const visitor = { csrf: hash(`${session} ${this.seen.length}`).slice(0, 16) };
    this.visitors.set(session, visitor);
    this.visits.push(visitor);
    return visitor;
  }
}

function stateOf(order: TestOrder) {
  const { number, issuingDate, paid, rejection } = order;
  const missing = kinds.filter((kind) => !order.documents.some((one) => one.kind === kind));
  const state = order.decided ?? (missing.length === 0 ? "review" : "documents");
  return {
    number,
    state,
    issuingDate,
    paid,
    missing,
    ...(state === "rejected" && rejection !== undefined ? { rejection } : {}),
  };
}

function codeNumber(count: number): string {
  return String(417_000 + count);
}

/** A page as the portal answers it. */
export function html(request: HttpRequest, status: number, body: string): HttpResponse {
  const page = `<!doctype html><html><body>${body}</body></html>`;
  const headers = { "content-type": "text/html; charset=utf-8" };
  return { status, headers, url: request.url, body: base64(page) };
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

export function json(request: HttpRequest, status: number, value: unknown): HttpResponse {
  const headers = { "content-type": "application/json" };
  return { status, headers, url: request.url, body: base64(JSON.stringify(value)) };
}

/** An error of `signer/…`. */
export function jsonError(
  request: HttpRequest,
  status: number,
  code: string,
  detail = "",
): HttpResponse {
  return json(request, status, { error: { code, detail } });
}
