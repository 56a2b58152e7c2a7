import { PortalError } from "../../shared/portal-error.js";
import type { Consent } from "./oauth-grants.js";
import type { TrustService } from "./trust-service.js";
import type { OauthClient } from "./trust-options.js";

/** A request of `oauth2/authorize` that may be answered at its redirect address. */
export interface AuthorizationRequest {
  readonly client: OauthClient;
  readonly redirectUri: string;
  readonly state: string | undefined;
  readonly challenge: string | undefined;
  readonly consent: Consent;
}

/** What is wrong with a request, to be told at the redirect address. */
export interface RequestError {
  readonly redirectUri: string;
  readonly state: string | undefined;
  readonly error: string;
  readonly description: string;
}

/**
 * Reads `oauth2/authorize`. PKCE with S256 is demanded of everybody (CSC API v2.0.0.2, 8.4.2; RFC 9700,
 * 2.1.1), also at the first version of the API, which does not speak of it.
 * @throws PortalError for an unknown client or redirect address: that must not be redirected to
 *   (RFC 6749, 4.1.2.1).
 */
export function readAuthorizationRequest(
  trust: TrustService,
  query: URLSearchParams,
): AuthorizationRequest | RequestError {
  const client = trust.findClient(query.get("client_id") ?? "");
  if (client === undefined)
    throw new PortalError(400, "client.unknown", "This application is not known here.");
  const redirectUri = query.get("redirect_uri") ?? "";
  if (!client.redirectUris.some((registered) => matches(registered, redirectUri)))
    throw new PortalError(400, "client.redirect", "The application's address is not registered.");
  const state = query.get("state") ?? undefined;
  const refuse = (error: string, description: string): RequestError => ({
    ...{ redirectUri, state, error, description },
  });
  for (const name of new Set(query.keys()))
    if (query.getAll(name).length > 1) return refuse("invalid_request", `Repeated: ${name}`);
  if (query.get("response_type") !== "code")
    return refuse("unsupported_response_type", "Invalid parameter response_type");
  const challenge = query.get("code_challenge") ?? "";
  if (!/^[\w-]{43}$/.test(challenge) || query.get("code_challenge_method") !== "S256")
    return refuse("invalid_request", "A code_challenge with the method S256 is demanded");
  const scope = query.get("scope") ?? "service";
  if (scope !== "service" && scope !== "credential")
    return refuse("invalid_scope", "Invalid parameter scope");
  if (scope === "service")
    return { client, redirectUri, state, challenge, consent: { client: client.id, scope } };
  const credential = trust.findCredential(query.get("credentialID") ?? "");
  const numSignatures = Number(query.get("numSignatures") ?? "");
  if (credential?.options.authMode !== "oauth2code")
    return refuse("invalid_request", "Invalid parameter credentialID");
  if (!Number.isInteger(numSignatures) || numSignatures < 1)
    return refuse("invalid_request", "Invalid value for parameter numSignatures");
  if (numSignatures > credential.options.multisign)
    return refuse("invalid_request", "Numbers of signatures is too high");
  const consent = { client: client.id, scope, credential: credential.id, numSignatures } as const;
  return { client, redirectUri, state, challenge, consent };
}

/** A loopback address may have any port (RFC 8252, 7.3). */
function matches(registered: string, given: string): boolean {
  if (registered === given) return true;
  const [wanted, asked] = [URL.parse(registered), URL.parse(given)];
  if (wanted === null || asked === null || asked.hash !== "") return false;
  if (!["127.0.0.1", "[::1]"].includes(asked.hostname) || asked.protocol !== "http:") return false;
  asked.port = "";
  wanted.port = "";
  return wanted.href === asked.href;
}

/** The redirect address with what is answered there. */
export function callbackUrl(
  redirectUri: string,
  answer: Readonly<Record<string, string | undefined>>,
): string {
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries(answer))
    if (value !== undefined) url.searchParams.set(name, value);
  return url.href;
}
