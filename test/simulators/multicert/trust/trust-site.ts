import { errorPage } from "../../shared/html.js";
import { PortalServer } from "../../shared/portal-server.js";
import type { Faults } from "../../shared/faults.js";
import type { MulticertPki } from "../multicert-pki.js";
import { AuthorizationPages } from "./authorization-pages.js";
import { confirmationPages } from "./confirmation-pages.js";
import { cscErrorReply } from "./csc-error.js";
import { cscV1 } from "./csc-v1.js";
import { cscV2 } from "./csc-v2.js";
import { TokenEndpoints } from "./token-endpoints.js";
import type { TrustService } from "./trust-service.js";

export interface TrustSiteOptions {
  readonly trust: TrustService;
  readonly pki: MulticertPki;
  readonly faults: Faults;
  /** 0 for any free one. */
  readonly port: number;
  readonly onError: (error: unknown) => void;
}

/** The authority's site: OAuth 2.0, the CSC API in its versions, and its pages. */
export async function startTrustSite(options: TrustSiteOptions): Promise<PortalServer> {
  const { trust, pki, faults, port, onError } = options;
  const { versions, oauthPath, path } = trust.options;
  const tokens = new TokenEndpoints(trust);
  const machines = [`${oauthPath}oauth2/token`, `${oauthPath}oauth2/revoke`];
  const site = await PortalServer.start({
    name: "trust",
    routes: [
      ...new AuthorizationPages(trust).routes,
      ...tokens.routes,
      ...confirmationPages(trust),
      ...(versions.includes("v1") ? cscV1(trust) : []),
      ...(versions.includes("v2") ? cscV2(trust) : []),
    ],
    identity: pki.identity,
    wrongIdentity: pki.wrongIdentity,
    faults,
    port,
    errorReply: (error, asked) =>
      machines.includes(asked) || asked.startsWith(path) || asked.startsWith("/.well-known/")
        ? cscErrorReply(error)
        : errorPage(error),
    onError,
  });
  trust.url = new URL(oauthPath, site.url).href;
  return site;
}
