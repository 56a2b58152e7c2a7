import type { PortalError } from "../../shared/portal-error.js";
import { errorPage } from "../../shared/html.js";
import { PortalServer } from "../../shared/portal-server.js";
import { Sessions } from "../../shared/sessions.js";
import type { CodeHolder } from "../code/validation-codes.js";
import type { Operators } from "../operators.js";
import type { DigisignWorld } from "../world.js";
import { OrderPortal } from "./order-portal.js";
import { signerError, SignerPortal } from "./signer-portal.js";

export interface SiteOptions {
  readonly world: DigisignWorld;
  readonly operators: Operators;
  /** 0 for any free one. */
  readonly port: number;
  readonly onError: (error: unknown) => void;
  readonly log: (line: string) => void;
}

/** DigiSign's site: the portal and what the signer talks to. */
export function startSite({
  world,
  operators,
  port,
  onError,
  log,
}: SiteOptions): Promise<PortalServer> {
  const { pki, faults, clock, orders, counters } = world;
  const order = new OrderPortal({
    orders,
    counters,
    codes: world.codes,
    desk: world.orderDesk,
    sessions: new Sessions<CodeHolder>("digisign_session", clock),
  });
  const signer = new SignerPortal({
    orders,
    desk: world.documentDesk,
    certificates: world.certificates,
    onDocument: (changed, { kind, receipt }) => {
      log(`Order ${changed.number}: ${kind} has been acknowledged, ${receipt}.`);
      operators.onProgress(changed);
    },
  });
  return PortalServer.start({
    name: "portal",
    routes: [...order.routes, ...signer.routes],
    identity: pki.identity,
    wrongIdentity: pki.wrongIdentity,
    faults,
    port,
    errorReply: (error: PortalError, path) =>
      path.startsWith("/signer/") ? signerError(error) : errorPage(error),
    onError,
  });
}
