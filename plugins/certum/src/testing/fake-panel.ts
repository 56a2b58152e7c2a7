import {
  type Http,
  type HttpRequest,
  type HttpResponse,
  type ProxyFound,
  type UploadedFile,
} from "@perennial/api";
import type { FakeClock } from "./fake-clock.js";
import { secretValue } from "./fake-secrets.js";
import type { PanelOrder } from "./kept-order.js";
import { PanelDataDesk } from "./panel-data-desk.js";
import { PanelEmailDesk } from "./panel-email-desk.js";
import { csrfOf, hiddenCsrf, html, json, refusal, seeOther } from "./panel-pages.js";

/** Something else than what the panel would answer; undefined lets it answer. */
type Instead = (request: HttpRequest, path: string) => HttpResponse | Error | undefined;

/** Certum's panel of `docs/portal.md` in memory, as the host's Http answers. */
export class FakePanel implements Http {
  readonly orders: PanelOrder[] = [];
  readonly data: PanelDataDesk;
  readonly email: PanelEmailDesk;
  password = "Right-1";
  /** Wrong passwords in turn; three close the login. */
  wrong = 0;
  /** `METHOD path` of every request. */
  readonly seen: string[] = [];
  /** Answers instead of the panel. */
  next: Instead | undefined;
  /** Does what is asked, and then loses the answer. */
  loseAnswer: Instead | undefined;
  /** Answers what begins with another path, for steps that have their own tests. */
  readonly routes = new Map<string, (request: HttpRequest, order: PanelOrder) => HttpResponse>();
  private readonly sessions = new Set<string>();

  constructor(readonly clock: FakeClock) {
    this.data = new PanelDataDesk(clock);
    this.email = new PanelEmailDesk(clock);
  }

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
        return json(request, 200, { organizations: this.data.organizations });
    }
    const number = searchParams.get("number") ?? String(fields["number"] ?? "");
    const order = this.orders.find((one) => one.number === number);
    if (order === undefined) return refusal(request, 404, "order.unknown");
    switch (pathname) {
      case "/panel/order":
        return json(request, 200, order);
      case "/panel/statements":
        return json(request, 200, {
          statements: this.data.statements,
          registries: this.data.registries,
        });
      case "/panel/data":
        return this.data.submit(request, order, fields);
      case "/panel/documents":
        return this.data.add(request, order, fields["document"] as UploadedFile);
      case "/panel/email":
        return this.email.give(request, order, fields);
      case "/panel/email/resend":
        return this.email.resend(request, order);
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
}
