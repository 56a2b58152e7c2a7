import {
  PerennialError,
  type Http,
  type HttpRequest,
  type HttpResponse,
  type ProxyFound,
} from "@perennial/api";
import { inject, injectable } from "tsyringe";
import type { StepContext } from "../../process/step-services.js";
import { isAllowedHost } from "../host-rules.js";
import { permissionsOf } from "../permission.js";
import { BusinessClockPort } from "../ports.js";
import { SecretsBroker } from "../secrets-broker.js";
import { HttpLimitsToken, RunContext } from "../tokens.js";
import type { HttpLimits } from "./http-limits.js";
import { HttpSessions } from "./http-sessions.js";
import { ProxyPort } from "./proxy/proxy-port.js";
import { nextRequest } from "./redirects.js";
import { badRequest, requestBody, type RequestBody } from "./request-body.js";
import { requestHeaders } from "./request-headers.js";
import { retryAfter } from "./retry-after.js";
import type { Answer } from "./send.js";

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * The network for one renewal: declared hosts, HTTPS only, within limits. Nothing is retried. Secrets
 * that the renewal sent are blanked in what comes back.
 */
@injectable()
export class HttpBroker implements Http {
  constructor(
    @inject(RunContext) private readonly context: StepContext,
    @inject(HttpLimitsToken) private readonly limits: HttpLimits,
    @inject(HttpSessions) private readonly sessions: HttpSessions,
    @inject(SecretsBroker) private readonly secrets: SecretsBroker,
    @inject(BusinessClockPort) private readonly clock: BusinessClockPort,
    @inject(ProxyPort) private readonly proxies: ProxyPort,
  ) {}

  request(request: HttpRequest): Promise<HttpResponse> {
    return this.sessions.inTurn(() => this.#request(request));
  }

  /** A proxy is told only for hosts that the plugin may talk to. */
  async proxy(url: string): Promise<ProxyFound | null> {
    return await this.proxies.find(this.#requireAllowed(url));
  }

  async cookies(session: string): Promise<string> {
    return this.sessions.cookies(session);
  }

  async restore(session: string, cookies: string): Promise<void> {
    await this.sessions.restore(session, cookies);
  }

  async close(session: string): Promise<void> {
    this.sessions.close(session);
  }

  async #request(request: HttpRequest): Promise<HttpResponse> {
    const { limits } = this;
    const time = Math.min(request.timeout ?? limits.defaultTimeout, limits.timeout);
    const signal = AbortSignal.timeout(time);
    const redirects = Math.min(request.maxRedirects ?? 5, limits.maxRedirects);
    let sent = false;
    let current = request;
    for (let hop = 0; ; hop += 1) {
      try {
        const url = this.#requireAllowed(current.url);
        const answer = await this.#exchange(current, url, signal, () => {
          sent = true;
        });
        const location = answer.headers.location;
        if (!REDIRECTS.has(answer.status) || location === undefined || redirects === 0) {
          return await this.#response(answer, url);
        }
        if (hop >= redirects) {
          throw new PerennialError("http.too-many-redirects", { host: url.host, limit: redirects });
        }
        current = nextRequest(current, url, answer.status, location);
      } catch (error) {
        // What failed at a later hop is not known to have changed nothing: the first hop was sent.
        throw this.sessions.revealed.error(sent ? withoutEffect(error) : error);
      }
    }
  }

  #requireAllowed(address: string): URL {
    const url = URL.parse(address);
    const fail = (code: string, params: { readonly [name: string]: string }) =>
      new PerennialError(
        code,
        { plugin: this.context.plugin.id, ...params },
        { plugin: this.context.plugin.id, effect: "none" },
      );
    if (url === null) throw badRequest("not a URL");
    if (url.protocol !== "https:") {
      throw fail("http.scheme-not-allowed", { scheme: url.protocol.slice(0, -1), host: url.host });
    }
    const declared = permissionsOf(this.context).network ?? [];
    if (!isAllowedHost(address, declared, this.context.run.profile)) {
      throw fail("http.host-not-allowed", { host: url.host });
    }
    return url;
  }

  async #exchange(
    request: HttpRequest,
    url: URL,
    signal: AbortSignal,
    onSent: () => void,
  ): Promise<Answer> {
    const jar = await this.sessions.jar(request.session);
    const reveal = async (ref: { readonly secret: string }) => {
      this.sessions.sendsSecret(request.session);
      const secret = await this.secrets.reveal(ref);
      this.sessions.revealed.add(secret);
      return secret;
    };
    const body = await requestBody(request, reveal);
    this.#requireUploadSize(body);
    const cookies = await jar.getCookieString(url.href);
    const headers = await requestHeaders(request, url, body, cookies, reveal);
    const { send } = await import("./send.js");
    const maxBytes = Math.min(
      request.maxBytes ?? this.limits.defaultMaxBytes,
      this.limits.maxBytes,
    );
    const answer = await send(
      {
        url,
        method: request.method,
        headers,
        body,
        roots: request.roots,
        maxBytes,
        idle: this.limits.idle,
        signal,
      },
      onSent,
    );
    for (const cookie of answer.headers["set-cookie"] ?? []) {
      await jar.setCookie(cookie, url.href, { ignoreError: true });
    }
    return answer;
  }

  #requireUploadSize(body: RequestBody | undefined): void {
    if (body !== undefined && body.content.length > this.limits.maxUpload) {
      throw badRequest(`the body is larger than ${this.limits.maxUpload} bytes`);
    }
  }

  async #response(answer: Answer, url: URL): Promise<HttpResponse> {
    const header = answer.headers["retry-after"];
    const after = retryAfter(header, Date.parse(await this.clock.now()));
    if ((answer.status === 429 || answer.status === 503) && after !== undefined) {
      throw new PerennialError(
        "http.busy",
        { host: url.host, status: answer.status, seconds: after },
        { retry: { after } },
      );
    }
    const { revealed } = this.sessions;
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(answer.headers)) {
      // The jar keeps the cookies; a plugin has no use for them.
      if (name === "set-cookie" || value === undefined) continue;
      headers[name] = revealed.header(Array.isArray(value) ? value.join(", ") : value);
    }
    return {
      status: answer.status,
      headers,
      url: revealed.text(url.href),
      body: revealed.body(answer.body).toString("base64"),
    };
  }
}

function withoutEffect(error: unknown): unknown {
  if (!PerennialError.is(error) || error.effect === undefined) return error;
  const { effect: _effect, ...data } = error.toJSON();
  return PerennialError.fromJSON(data);
}
