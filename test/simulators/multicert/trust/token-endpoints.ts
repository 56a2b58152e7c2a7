import type { Exchange, SentForm } from "../../shared/exchange.js";
import { jsonReply, reply, type Reply } from "../../shared/reply.js";
import type { Route } from "../../shared/router.js";
import { basicOf } from "../basic-credentials.js";
import { cscError, invalidRequest } from "./csc-error.js";
import type { Tokens } from "./oauth-grants.js";
import type { TrustService } from "./trust-service.js";
import type { OauthClient } from "./trust-options.js";

const grantTypes = ["authorization_code", "refresh_token", "client_credentials"] as const;

/** `oauth2/token`, `oauth2/revoke`, and the metadata of RFC 8414. */
export class TokenEndpoints {
  readonly #path: string;

  constructor(private readonly trust: TrustService) {
    this.#path = `${trust.options.oauthPath}oauth2/`;
  }

  get routes(): Route[] {
    const { discovery, oauthPath } = this.trust.options;
    const metadata = `/.well-known/oauth-authorization-server${oauthPath.replace(/\/$/, "")}`;
    return [
      {
        method: "POST",
        path: `${this.#path}token`,
        endpoint: "trust.token",
        handle: (exchange) => this.#token(exchange),
      },
      {
        method: "POST",
        path: `${this.#path}revoke`,
        endpoint: "trust.revoke",
        handle: (exchange) => this.#revoke(exchange),
      },
      ...(discovery === "issuer"
        ? [
            {
              method: "GET",
              path: metadata,
              endpoint: "trust.metadata",
              handle: () => this.#metadata(),
            },
          ]
        : []),
    ];
  }

  async #token(exchange: Exchange): Promise<Reply> {
    const form = await exchange.form();
    const grant = grantTypes.find((type) => type === form.text("grant_type"));
    if (form.text("grant_type") === "") throw invalidRequest("Missing parameter grant_type");
    if (grant === undefined) throw invalidRequest("Invalid parameter grant_type");
    const tokens = await this.trust.counters.judge(`trust.tokens.${grant}`, () =>
      this.#issue(grant, form, this.#client(exchange, form)),
    );
    return jsonReply({
      access_token: tokens.access,
      ...(tokens.refresh === undefined ? {} : { refresh_token: tokens.refresh }),
      token_type: "Bearer",
      expires_in: tokens.expiresIn,
    });
  }

  #issue(grant: (typeof grantTypes)[number], form: SentForm, client: OauthClient): Tokens {
    const { grants } = this.trust;
    switch (grant) {
      case "authorization_code":
        return grants.redeemCode(given(form, "code"), {
          client: client.id,
          redirectUri: given(form, "redirect_uri"),
          verifier: form.text("code_verifier") || undefined,
        });
      case "refresh_token":
        return grants.refresh(given(form, "refresh_token"), client.id);
      case "client_credentials":
        if (client.secret === undefined)
          throw cscError("unauthorized_client", "Only for clients with a secret");
        return grants.issueForClient(client.id);
    }
  }

  async #revoke(exchange: Exchange): Promise<Reply> {
    const form = await exchange.form();
    const client = this.#client(exchange, form);
    const revoked = this.trust.grants.revoke(given(form, "token"), client.id);
    this.trust.counters.add(`trust.revocations.${revoked ? "accepted" : "unknown"}`);
    return reply(204, "application/json", "");
  }

  /** By HTTP Basic or in the form (RFC 6749, 2.3.1); a public client just says who it is. */
  #client(exchange: Exchange, form: SentForm): OauthClient {
    const basic = basicOf(exchange);
    const id = basic?.user ?? form.text("client_id");
    if (id === "") throw invalidRequest("Missing parameter client_id");
    const client = this.trust.findClient(id);
    if (client === undefined) throw invalidRequest("Invalid parameter client_id");
    const secret = basic?.password ?? form.exactText("client_secret");
    if (client.secret !== undefined && secret === "")
      throw cscError("invalid_request", "Client authorization required", 401);
    if ((client.secret ?? "") !== secret) throw invalidRequest("Invalid parameter client_secret");
    return client;
  }

  #metadata(): Reply {
    const base = `${this.trust.url}oauth2/`;
    return jsonReply({
      issuer: this.trust.url.replace(/\/$/, ""),
      authorization_endpoint: `${base}authorize`,
      token_endpoint: `${base}token`,
      revocation_endpoint: `${base}revoke`,
      scopes_supported: ["service", "credential"],
      response_types_supported: ["code"],
      grant_types_supported: grantTypes,
      code_challenge_methods_supported: ["S256"],
      token_endpoint_auth_methods_supported: ["none", "client_secret_basic", "client_secret_post"],
    });
  }
}

function given(form: SentForm, name: string): string {
  const value = form.text(name);
  if (value === "") throw invalidRequest(`Missing parameter ${name}`);
  return value;
}
