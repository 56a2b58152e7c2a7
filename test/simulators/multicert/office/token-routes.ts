import type { Exchange, SentForm } from "../../shared/exchange.js";
import { PortalError } from "../../shared/portal-error.js";
import { jsonReply } from "../../shared/reply.js";
import type { Route } from "../../shared/router.js";
import { basicOf } from "../basic-credentials.js";
import type { Office } from "./office.js";
import { tokenLifetime } from "./operators.js";

interface GivenClient {
  readonly id: string;
  readonly secret: string;
}

/** `api/oauth2/token` and `api/oauth2/revoke`; their refusals are those of RFC 6749, 5.2. */
export function tokenRoutes({ operators, counters }: Office): Route[] {
  return [
    {
      method: "POST",
      path: "/api/oauth2/token",
      endpoint: "office.token",
      handle: async (exchange) => {
        const form = await exchange.form();
        const client = clientOf(exchange, form);
        const token = await counters.judge("office.tokens", () => {
          const issued = operators.issue(client.id, client.secret);
          if (issued === undefined) throw invalidClient();
          if (form.text("grant_type") !== "client_credentials")
            throw new PortalError(400, "unsupported_grant_type", "Only client_credentials.");
          return issued;
        });
        return jsonReply({ access_token: token, token_type: "Bearer", expires_in: tokenLifetime });
      },
    },
    {
      method: "POST",
      path: "/api/oauth2/revoke",
      endpoint: "office.revoke",
      handle: async (exchange) => {
        const form = await exchange.form();
        const client = clientOf(exchange, form);
        if (!operators.isClient(client.id, client.secret)) throw invalidClient();
        const revoked = operators.revoke(form.text("token"), client.id);
        counters.add(`office.revocations.${revoked ? "accepted" : "unknown"}`);
        return jsonReply({});
      },
    },
  ];
}

function clientOf(exchange: Exchange, form: SentForm): GivenClient {
  const basic = basicOf(exchange);
  if (basic !== undefined) return { id: basic.user, secret: basic.password };
  return { id: form.text("client_id"), secret: form.exactText("client_secret") };
}

function invalidClient(): PortalError {
  return new PortalError(401, "invalid_client", "The client is not known.", "", {
    "www-authenticate": 'Basic realm="Sign\'Stash"',
  });
}
