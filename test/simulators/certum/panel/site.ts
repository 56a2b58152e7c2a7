import { errorPage } from "../../shared/html.js";
import { PortalServer } from "../../shared/portal-server.js";
import type { Route } from "../../shared/router.js";
import { Sessions } from "../../shared/sessions.js";
import { partnerErrorReply, servicePath } from "../partner/index.js";
import type { CertumWorld } from "../world.js";
import { ActivationPages } from "./activation-pages.js";
import { EmailPages } from "./email-pages.js";
import { LoginPages } from "./login-pages.js";
import { OrderPages } from "./order-pages.js";
import { Visits, type Visit } from "./visits.js";

export interface SiteOptions {
  readonly world: CertumWorld;
  /** What else the site answers. */
  readonly routes: readonly Route[];
  /** 0 for any free one. */
  readonly port: number;
  readonly onError: (error: unknown) => void;
}

/** Certum's site: the panel, the links of mails, and the partner's interface. */
export async function startSite(options: SiteOptions): Promise<PortalServer> {
  const { world, port, onError } = options;
  const { pki, faults, clock } = world;
  const visits = new Visits(new Sessions<Visit>("certum_session", clock));
  const pages = [
    new LoginPages(world, visits),
    new OrderPages(world, visits),
    new EmailPages(world, visits),
    new ActivationPages(world, visits),
  ];
  const site = await PortalServer.start({
    name: "portal",
    routes: [...pages.flatMap(({ routes }) => routes), ...options.routes],
    identity: pki.identity,
    wrongIdentity: pki.wrongIdentity,
    faults,
    port,
    errorReply: (error, path) =>
      path === servicePath ? partnerErrorReply(error) : errorPage(error),
    onError,
  });
  world.site.url = site.url;
  return site;
}
