import type { Exchange } from "../../shared/exchange.js";
import type { Reply } from "../../shared/reply.js";
import type { Route } from "../../shared/router.js";
import { invalidRequest, invalidToken } from "./csc-error.js";
import type { Credential } from "./credential.js";
import { CscInput } from "./csc-input.js";
import type { Consent } from "./oauth-grants.js";
import type { CscVersion } from "./trust-options.js";
import type { TrustService } from "./trust-service.js";

/** A method of the CSC API: `POST`, JSON both ways. */
export function cscMethod(
  trust: TrustService,
  version: CscVersion,
  name: string,
  act: (input: CscInput, exchange: Exchange) => Promise<Reply> | Reply,
): Route {
  return {
    method: "POST",
    path: `${trust.options.path}${version}/${name}`,
    endpoint: `trust.${name.replace("/", "-")}`,
    handle: (exchange) => act(CscInput.of(exchange), exchange),
  };
}

/**
 * Whose access token a request carries.
 * @throws PortalError `invalid_request` without one, 401 `invalid_token` (also for one that ran out).
 */
export function bearer(trust: TrustService, exchange: Exchange): Consent {
  const token = /^Bearer ([\w.~+/=-]+)$/i.exec(exchange.headers.authorization ?? "")?.[1];
  if (token === undefined) throw invalidRequest("Malformed authorization header");
  const consent = trust.grants.find(token);
  if (consent === "unknown") throw invalidToken("The access token is not valid");
  if (consent === "expired") throw invalidToken("The access token expired");
  return consent;
}

/**
 * The user whose credentials are meant: that of the token, or for a client that acts for itself the
 * one it names (CSC API v1.0.4.0, 11.4).
 */
export function userOf(consent: Consent, input: CscInput): string {
  const named = input.optionalText("userID");
  if (consent.user === undefined) {
    if (named === undefined)
      throw invalidRequest("Missing (or invalid type) string parameter userID");
    return named;
  }
  if (named !== undefined) throw invalidRequest("userID parameter MUST be null");
  return consent.user;
}

/** The credential that a request names, if the token is for it. */
export function credentialOf(trust: TrustService, consent: Consent, input: CscInput): Credential {
  const credential = trust.findCredential(input.text("credentialID"));
  const theirs = consent.user === undefined || credential?.options.owner === consent.user;
  const covered = consent.credential === undefined || consent.credential === credential?.id;
  if (credential === undefined || !theirs || !covered)
    throw invalidRequest("Invalid parameter credentialID");
  return credential;
}

/** The credential and for how many signatures it is to be authorized. */
export function authorizationOf(
  credential: Credential,
  input: CscInput,
  hashes: "hash" | "hashes",
): { credential: Credential; numSignatures: number } {
  const numSignatures = input.integer("numSignatures");
  // At level 2 an authorization is bound to the hashes (v1.0.4.0 and v2.0.0.2, 11.6).
  if (credential.options.scal === "2") input.texts(hashes);
  if (!credential.enabled)
    throw invalidRequest("The credential identified by credentialID is disabled");
  if (numSignatures < 1) throw invalidRequest("Invalid value for parameter numSignatures");
  if (numSignatures > credential.options.multisign)
    throw invalidRequest("Numbers of signatures is too high");
  return { credential, numSignatures };
}
