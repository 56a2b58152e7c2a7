import { randomUUID } from "node:crypto";
import type { Exchange, SentForm } from "../../shared/exchange.js";
import { csrfField, escapeHtml, field, page } from "../../shared/html.js";
import { PortalError } from "../../shared/portal-error.js";
import { seeOther, type Reply } from "../../shared/reply.js";
import type { Route } from "../../shared/router.js";
import { csrfMatches, Sessions, type Session } from "../../shared/sessions.js";
import {
  callbackUrl,
  readAuthorizationRequest,
  type AuthorizationRequest,
} from "./authorization-request.js";
import type { Credential } from "./credential.js";
import { checkFactors, type FactorRefusals } from "./factors.js";
import type { CallbackVariant } from "./trust-options.js";
import type { TrustService } from "./trust-service.js";

interface Visit {
  readonly user?: string;
  /** Requests that wait for this browser's answer. */
  readonly requests: Map<string, AuthorizationRequest>;
}

/** `oauth2/authorize` as people see it: the login, then the question whether to allow. */
export class AuthorizationPages {
  readonly #sessions: Sessions<Visit>;
  readonly #path: string;

  constructor(private readonly trust: TrustService) {
    this.#sessions = new Sessions<Visit>("trust_session", trust.clock);
    this.#path = `${trust.options.oauthPath}oauth2/`;
  }

  get routes(): Route[] {
    const route = (
      method: "GET" | "POST",
      name: string,
      endpoint: string,
      handle: Route["handle"],
    ): Route => ({ method, path: this.#path + name, endpoint: `trust.${endpoint}`, handle });
    return [
      route("GET", "authorize", "authorize", (exchange) => this.#begin(exchange)),
      route("POST", "login", "login", (exchange) => this.#logIn(exchange)),
      route("GET", "consent", "consent-form", (exchange) => this.#ask(exchange)),
      route("POST", "consent", "consent", (exchange) => this.#decide(exchange)),
      route("POST", "send-code", "send-code", (exchange) => this.#sendCode(exchange)),
    ];
  }

  #begin(exchange: Exchange): Reply {
    const request = readAuthorizationRequest(this.trust, exchange.query);
    if ("error" in request) {
      const { redirectUri, state, error, description } = request;
      this.trust.counters.add(`trust.authorize.refused.${error}`);
      return found(callbackUrl(redirectUri, { error, error_description: description, state }));
    }
    const session = this.#sessions.find(exchange) ?? this.#sessions.open({ requests: new Map() });
    const id = randomUUID();
    session.data.requests.set(id, request);
    if (session.data.user !== undefined) return found(this.#consentPath(id));
    const form = `<form method="post" action="${this.#path}login">
${csrfField(session.csrf)}<input type="hidden" name="request" value="${id}">
<p>${escapeHtml(request.client.name)} asks for access. Please log in with your client account.</p>
${field("user", "User")}
${field("password", "Password", "password")}
<button>Log in</button>
</form>`;
    const name = `${this.trust.options.name}: log in`;
    return this.#sessions.withCookie(page(200, name, form), session);
  }

  async #logIn(exchange: Exchange): Promise<Reply> {
    const { form, session } = await this.#form(exchange);
    const id = form.text("request");
    const request = requestOf(session, id);
    const { user } = await this.trust.counters.judge("trust.logins", () =>
      this.trust.logIn(form.text("user"), form.exactText("password")),
    );
    this.#sessions.end(session);
    // A new identifier: who knew the one of the login form must not be logged in with it.
    const opened = this.#sessions.open({ user, requests: new Map([[id, request]]) });
    return this.#sessions.withCookie(seeOther(this.#consentPath(id)), opened);
  }

  #ask(exchange: Exchange): Reply {
    const session = this.#loggedIn(exchange);
    const id = exchange.query.get("request") ?? "";
    const request = requestOf(session, id);
    const credential = this.#credentialOf(request);
    const hidden = `${csrfField(session.csrf)}<input type="hidden" name="request" value="${id}">`;
    const sendCode =
      credential?.options.otpSource === "online" && credential.options.otpPresence !== "false"
        ? `<form method="post" action="${this.#path}send-code">${hidden}<button>Send a code</button></form>`
        : "";
    const form = `<p>${escapeHtml(request.client.name)} asks for the scope
<b>${request.consent.scope}</b>${credential === undefined ? "" : ` of ${escapeHtml(credential.options.description)}`}.</p>
${sendCode}<form method="post" action="${this.#path}consent">
${hidden}${factorFields(credential)}
<button name="decision" value="allow">Allow</button>
<button name="decision" value="deny">Deny</button>
</form>`;
    return page(200, `${this.trust.options.name}: allow access`, form);
  }

  async #sendCode(exchange: Exchange): Promise<Reply> {
    const { form, session } = await this.#form(exchange);
    const id = form.text("request");
    const credential = this.#credentialOf(requestOf(session, id));
    if (credential === undefined || this.#loggedIn(exchange) !== session)
      throw new PortalError(400, "code.not-needed", "No code is needed.");
    await this.trust.sendCode(credential);
    return seeOther(this.#consentPath(id));
  }

  async #decide(exchange: Exchange): Promise<Reply> {
    const { form, session } = await this.#form(exchange);
    const user = this.#loggedIn(exchange).data.user ?? "";
    const id = form.text("request");
    const request = requestOf(session, id);
    const allowed = form.text("decision") === "allow";
    const credential = this.#credentialOf(request);
    if (allowed && credential !== undefined) {
      if (credential.options.owner !== user)
        throw new PortalError(403, "credential.foreign", "The certificate is somebody else's.");
      const [PIN, OTP] = [form.exactText("pin") || undefined, form.text("otp") || undefined];
      await this.trust.counters.judge("trust.authorizations", () =>
        checkFactors(credential, { PIN, OTP }, pageRefusals),
      );
    }
    session.data.requests.delete(id);
    this.trust.counters.add(`trust.consents.${allowed ? "allowed" : "denied"}`);
    // After a form, 303: no browser sends the PIN on to the redirect address (RFC 9700, 4.12).
    return seeOther(this.#callback(request, user, allowed));
  }

  #callback(request: AuthorizationRequest, user: string, allowed: boolean): string {
    const { redirectUri } = request;
    const { callback } = this.trust;
    const state = sentState(callback, request.state);
    if (!allowed || callback === "denied") {
      const error_description = "The user denied the request";
      return callbackUrl(redirectUri, { error: "access_denied", error_description, state });
    }
    if (callback === "server-error")
      return callbackUrl(redirectUri, { error: "server_error", state });
    if (callback === "no-code") return callbackUrl(redirectUri, { state });
    const consent = { ...request.consent, user };
    const code = this.trust.grants.issueCode(consent, redirectUri, request.challenge);
    return callbackUrl(redirectUri, { code, state });
  }

  #credentialOf({ consent }: AuthorizationRequest): Credential | undefined {
    return this.trust.findCredential(consent.credential ?? "");
  }

  #consentPath(id: string): string {
    return `${this.#path}consent?request=${id}`;
  }

  #loggedIn(exchange: Exchange): Session<Visit> {
    const session = this.#sessions.find(exchange);
    if (session?.data.user === undefined)
      throw new PortalError(401, "login.required", "Please log in.");
    return session;
  }

  async #form(exchange: Exchange): Promise<{ form: SentForm; session: Session<Visit> }> {
    const session = this.#sessions.find(exchange);
    const form = await exchange.form();
    if (session === undefined || !csrfMatches(session, form.text("csrf")))
      throw new PortalError(400, "session.bad-csrf", "Please open the page again.");
    return { form, session };
  }
}

const pageRefusals: FactorRefusals = {
  missing: (factor) => refusal(factor, "missing", "is missing"),
  unneeded: (factor) => refusal(factor, "unneeded", "is not asked for"),
  wrong: (factor) => refusal(factor, "wrong", "is invalid"),
  locked: (factor) => refusal(factor, "locked", "is locked"),
};

function refusal(factor: "PIN" | "OTP", kind: string, text: string): PortalError {
  return new PortalError(400, `${factor.toLowerCase()}.${kind}`, `The ${factor} ${text}.`);
}

function requestOf(session: Session<Visit>, id: string): AuthorizationRequest {
  const request = session.data.requests.get(id);
  if (request === undefined)
    throw new PortalError(400, "request.unknown", "Please begin again in your application.");
  return request;
}

function sentState(callback: CallbackVariant, state: string | undefined): string | undefined {
  if (callback === "no-state") return undefined;
  return callback === "wrong-state" ? "another-state" : state;
}

function factorFields(credential: Credential | undefined): string {
  if (credential === undefined) return "";
  const { pinPresence, otpPresence } = credential.options;
  return [
    ...(pinPresence === "false" ? [] : [field("pin", "PIN", "password")]),
    ...(otpPresence === "false" ? [] : [field("otp", "Code")]),
  ].join("\n");
}

/** What RFC 6749 shows; a browser goes on with `GET`. */
function found(location: string): Reply {
  return { ...seeOther(location), status: 302 };
}
