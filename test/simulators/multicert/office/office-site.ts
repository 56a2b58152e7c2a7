import type { Faults } from "../../shared/faults.js";
import type { PortalError } from "../../shared/portal-error.js";
import { PortalServer } from "../../shared/portal-server.js";
import { jsonReply, type Reply } from "../../shared/reply.js";
import type { MulticertPki } from "../multicert-pki.js";
import { changingRoutes } from "./changing-routes.js";
import type { Office } from "./office.js";
import { readingRoutes } from "./reading-routes.js";
import { tokenRoutes } from "./token-routes.js";

export interface OfficeSiteOptions {
  readonly office: Office;
  readonly pki: MulticertPki;
  readonly faults: Faults;
  /** 0 for any free one. */
  readonly port: number;
  readonly onError: (error: unknown) => void;
}

/** Sign'Stash's interface. */
export function startOfficeSite(options: OfficeSiteOptions): Promise<PortalServer> {
  const { office, pki, faults, port, onError } = options;
  return PortalServer.start({
    name: "office",
    routes: [...tokenRoutes(office), ...readingRoutes(office), ...changingRoutes(office)],
    identity: pki.identity,
    wrongIdentity: pki.wrongIdentity,
    faults,
    port,
    errorReply: officeErrorReply,
    onError,
  });
}

function officeErrorReply(error: PortalError, path: string): Reply {
  const { code, message, detail, status, headers } = error;
  const answer = path.startsWith("/api/oauth2/")
    ? jsonReply({ error: code, error_description: message }, status)
    : jsonReply({ error: { code, message, detail } }, status);
  return { ...answer, headers: { ...answer.headers, ...headers } };
}
