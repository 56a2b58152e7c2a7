import { PortalError } from "../../shared/portal-error.js";
import { jsonReply, type Reply } from "../../shared/reply.js";

/** A refusal of the CSC API or of OAuth 2.0: `error` and `error_description`. */
export function cscError(error: string, description: string, status = 400): PortalError {
  return new PortalError(status, error, description);
}

export function invalidRequest(description: string): PortalError {
  return cscError("invalid_request", description);
}

/** RFC 6750, 3.1. */
export function invalidToken(description: string): PortalError {
  const challenge = `Bearer error="invalid_token", error_description="${description}"`;
  return new PortalError(401, "invalid_token", description, "", { "www-authenticate": challenge });
}

/** CSC API v2.0.0.2, 10.1: what concerns the service as a whole, and no method. */
const general: Readonly<Record<string, string>> = {
  "portal.failed": "server_error",
  "portal.busy": "temporarily_unavailable",
};

/** How a refusal looks as JSON. */
export function cscErrorReply(error: PortalError): Reply {
  const code = general[error.code] ?? (error.code.includes(".") ? "invalid_request" : error.code);
  const answer = jsonReply({ error: code, error_description: error.message }, error.status);
  return { ...answer, headers: { ...answer.headers, ...error.headers } };
}
