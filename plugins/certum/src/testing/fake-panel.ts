import {
  type Http,
  type HttpRequest,
  type HttpResponse,
  type ProxyFound,
  type UploadedFile,
} from "@perennial/api";
import type { FakeClock } from "./fake-clock.js";
import { secretValue } from "./fake-secrets.js";
import { base64, bytesOf, hash } from "./hash.js";

type Tile = "not-available" | "awaiting-data" | "waiting-for-verification" | "verified";
type Fields = { readonly [name: string]: unknown };

/** An order as the panel keeps it; `docs/portal.md`, "Orders". */
export interface PanelOrder {
  readonly number: string;
  readonly product: { readonly title: string; readonly days: number };
  status: string;
  readonly steps: { data: Tile; email: Tile; activation: Tile };
  data?: PanelData;
  email?: PanelEmail;
  activation?: {
    readonly reference: string;
    readonly spkiHash: string;
    readonly commonName: string;
    readonly submittedAt: string;
    rejection?: { readonly reason: string; readonly at: string };
  };
  certificate?: {
    readonly serial: string;
    readonly sha256: string;
    readonly issuedAt: string;
    readonly notAfter: string;
  };
}

interface PanelData {
  readonly reference: string;
  readonly organization: string;
  readonly country: string;
  readonly state: string;
  readonly locality: string;
  readonly registration: { readonly type: string; readonly number: string } | null;
  readonly submittedAt: string;
  readonly documents: { name: string; sha256: string; receipt: string; at: string }[];
  verifiedOn?: string;
  verifiedUntil?: string;
  rejection?: { readonly reason: string; readonly at: string };
}

interface PanelEmail {
  readonly reference: string;
  readonly address: string;
  sentAt: string;
  validUntil: string;
  verifiedAt?: string;
  reusableUntil?: string;
}

export interface PanelOrganization {
  readonly id: string;
  readonly organization: string;
  readonly country: string;
  readonly state: string;
  readonly locality: string;
  readonly registration: { readonly type: string; readonly number: string } | null;
  readonly verifiedOn: string;
  readonly verifiedUntil: string;
}

/** Something else than what the panel would answer; undefined lets it answer. */
type Instead = (request: HttpRequest, path: string) => HttpResponse | Error | undefined;

const day = 86_400_000;

/** Certum's panel of `docs/portal.md` in memory, as the host's Http answers. */
export class FakePanel implements Http {
  readonly orders: PanelOrder[] = [];
  organizations: PanelOrganization[] = [];
  statements = [
    { id: "true", text: "The data are true.", required: true },
    { id: "news", text: "Certum may write to me.", required: false },
  ];
  registries = [
    { type: "KRS", country: "PL", title: "Krajowy Rejestr Sądowy" },
    { type: "NIP", country: "PL", title: "Numer identyfikacji podatkowej" },
  ];
  password = "Right-1";
  /** Wrong passwords in turn; three close the login. */
  wrong = 0;
  /** Mailboxes that were verified, and when. */
  readonly mailboxes = new Map<string, string>();
  /** `METHOD path` of every request. */
  readonly seen: string[] = [];
  /** Answers instead of the panel. */
  next: Instead | undefined;
  /** Does what is asked, and then loses the answer. */
  loseAnswer: Instead | undefined;
  /** Answers what begins with another path, for steps that have their own tests. */
  readonly routes = new Map<string, (request: HttpRequest, order: PanelOrder) => HttpResponse>();
  private readonly sessions = new Set<string>();
  private receipts = 122;

  constructor(readonly clock: FakeClock) {}

  /** A customer's order that waits. */
  addOrder(number = "ORDER/0000123456/dk", days = 730): PanelOrder {
    const order: PanelOrder = {
      number,
      product: { title: `Certum S/MIME Organization ${days} days - issue`, days },
      status: "Waiting for activation",
      steps: { data: "awaiting-data", email: "not-available", activation: "not-available" },
    };
    this.orders.push(order);
    return order;
  }

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
    return null;
  }

  async cookies(): Promise<string> {
    throw new Error("a session with a password gives no cookies");
  }

  async restore(): Promise<void> {
    throw new Error("a session with a password takes no cookies");
  }

  async close(session: string): Promise<void> {
    this.sessions.delete(session);
  }

  /** How often something was posted to a path. */
  posts(path: string): number {
    return this.seen.filter((one) => one === `POST ${path}`).length;
  }

  /** The operator accepts the data. */
  verifyData(order: PanelOrder): void {
    if (order.data === undefined) throw new Error("no data");
    const on = this.clock.time.slice(0, 10);
    order.data.verifiedOn = on;
    order.data.verifiedUntil = new Date(Date.parse(on) + 825 * day).toISOString().slice(0, 10);
    order.steps.data = "verified";
    order.steps.email = "awaiting-data";
  }

  /** The operator rejects the data. */
  rejectData(order: PanelOrder, reason: string): void {
    if (order.data === undefined) throw new Error("no data");
    order.data.rejection = { reason, at: this.clock.time };
    order.steps.data = "awaiting-data";
    order.status = "Waiting for activation";
  }

  /** The person opens the link in the newest mail. */
  openLink(order: PanelOrder): void {
    if (order.email === undefined) throw new Error("no mail");
    order.email.verifiedAt = this.clock.time;
    order.email.reusableUntil = new Date(Date.parse(this.clock.time) + 30 * day).toISOString();
    this.mailboxes.set(order.email.address, this.clock.time);
    order.steps.email = "verified";
    order.steps.activation = "awaiting-data";
  }

  private route(request: HttpRequest, url: URL): HttpResponse {
    const { pathname, searchParams } = url;
    if (pathname === "/panel/login") return this.login(request);
    if (!this.sessions.has(request.session)) return refusal(request, 401, "login.required");
    const fields = { ...request.form, ...request.multipart };
    if (request.method === "POST" && fields["csrf"] !== csrfOf(request)) {
      return refusal(request, 400, "session.bad-csrf");
    }
    switch (pathname) {
      case "/panel/dashboard":
        return html(request, 200, hiddenCsrf(request));
      case "/panel/orders":
        return json(request, 200, { orders: this.orders });
      case "/panel/organizations":
        return json(request, 200, { organizations: this.organizations });
    }
    const number = searchParams.get("number") ?? String(fields["number"] ?? "");
    const order = this.orders.find((one) => one.number === number);
    if (order === undefined) return refusal(request, 404, "order.unknown");
    switch (pathname) {
      case "/panel/order":
        return json(request, 200, order);
      case "/panel/statements":
        return json(request, 200, { statements: this.statements, registries: this.registries });
      case "/panel/data":
        return this.data(request, order, fields);
      case "/panel/documents":
        return this.document(request, order, fields["document"] as UploadedFile);
      case "/panel/email":
        return this.email(request, order, fields);
      case "/panel/email/resend":
        return this.resend(request, order);
      default: {
        const other = this.routes.get(pathname.slice(1));
        return other === undefined ? html(request, 404, "?") : other(request, order);
      }
    }
  }

  private login(request: HttpRequest): HttpResponse {
    if (request.method === "GET") return html(request, 200, hiddenCsrf(request));
    if (this.wrong >= 3) return refusal(request, 423, "login.closed");
    if (secretValue(request.form?.["password"]) !== this.password) {
      this.wrong += 1;
      const left = String(3 - this.wrong);
      return this.wrong >= 3
        ? refusal(request, 423, "login.closed")
        : refusal(request, 401, "login.wrong-password", left);
    }
    this.wrong = 0;
    this.sessions.add(request.session);
    return seeOther(request, "/panel/dashboard");
  }

  private data(request: HttpRequest, order: PanelOrder, fields: Fields): HttpResponse {
    const reference = String(fields["reference"]);
    if (order.data?.reference === reference) return refusal(request, 409, "data.duplicate");
    if (order.steps.data !== "awaiting-data") return refusal(request, 409, "step.not-open");
    const marked = String(fields["statements"] ?? "").split(",");
    const missing = this.statements.find(({ id, required }) => required && !marked.includes(id));
    if (missing !== undefined) return refusal(request, 400, "statements.missing", missing.id);
    const { organizationId } = fields;
    const at = { reference, submittedAt: this.clock.time, documents: [] };
    if (organizationId !== undefined) {
      const known = this.organizations.find(({ id }) => id === organizationId);
      if (known === undefined) return refusal(request, 400, "data.unknown-organization");
      const { organization, country, state, locality, registration } = known;
      order.data = { ...at, organization, country, state, locality, registration };
      this.verifyData(order);
      return seeOther(request, `/panel/order?number=${encodeURIComponent(order.number)}`);
    }
    const value = (name: string) => String(fields[name] ?? "");
    for (const name of ["organization", "country", "state", "locality"]) {
      if (value(name) === "") return refusal(request, 400, "data.missing-field", name);
    }
    const byRegister = fields["verification"] === "register";
    const type = value("registrationType");
    if (byRegister && !this.registries.some((one) => one.type === type)) {
      return refusal(request, 400, "data.unknown-registry", type);
    }
    order.data = {
      ...at,
      organization: value("organization"),
      country: value("country"),
      state: value("state"),
      locality: value("locality"),
      registration: byRegister ? { type, number: value("registrationNumber") } : null,
    };
    order.steps.data = "waiting-for-verification";
    order.status = "Under verification";
    if (!byRegister) this.document(request, order, fields["document"] as UploadedFile);
    return seeOther(request, `/panel/order?number=${encodeURIComponent(order.number)}`);
  }

  private document(request: HttpRequest, order: PanelOrder, file: UploadedFile): HttpResponse {
    if (order.data === undefined || order.steps.data !== "waiting-for-verification") {
      return refusal(request, 409, "step.not-open");
    }
    const sha256 = hash(bytesOf(file.content));
    const same = order.data.documents.find((one) => one.sha256 === sha256);
    if (same !== undefined) return refusal(request, 409, "document.duplicate", same.receipt);
    this.receipts += 1;
    const receipt = `D-${String(this.receipts).padStart(6, "0")}`;
    const document = { name: file.name, sha256, receipt, at: this.clock.time };
    order.data.documents.push(document);
    return json(request, 201, document);
  }

  private email(request: HttpRequest, order: PanelOrder, fields: Fields): HttpResponse {
    const reference = String(fields["reference"]);
    if (order.email?.reference === reference) return refusal(request, 409, "email.duplicate");
    if (order.steps.data !== "verified" || order.steps.email === "verified") {
      return refusal(request, 409, "step.not-open");
    }
    const address = String(fields["address"]);
    const now = this.clock.time;
    order.email = { reference, address, sentAt: now, validUntil: later(now, 1) };
    order.steps.email = "waiting-for-verification";
    const before = this.mailboxes.get(address);
    if (before !== undefined && Date.parse(later(before, 30)) > Date.parse(now)) {
      order.email.verifiedAt = before;
      order.email.reusableUntil = later(before, 30);
      order.steps.email = "verified";
      order.steps.activation = "awaiting-data";
    }
    return seeOther(request, `/panel/order?number=${encodeURIComponent(order.number)}`);
  }

  private resend(request: HttpRequest, order: PanelOrder): HttpResponse {
    const { email } = order;
    if (email === undefined || order.steps.email !== "waiting-for-verification") {
      return refusal(request, 409, "email.not-waiting");
    }
    email.sentAt = this.clock.time;
    email.validUntil = later(email.sentAt, 1);
    return seeOther(request, `/panel/order?number=${encodeURIComponent(order.number)}`);
  }
}

function later(instant: string, days: number): string {
  return new Date(Date.parse(instant) + days * day).toISOString();
}

function csrfOf({ session }: HttpRequest): string {
  return hash(session).slice(0, 16);
}

function hiddenCsrf(request: HttpRequest): string {
  return `<form><input type="hidden" name="csrf" value="${csrfOf(request)}"></form>`;
}

function seeOther(request: HttpRequest, location: string): HttpResponse {
  return { ...html(request, 303, ""), headers: { location } };
}

/** A page as the panel answers it. */
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
