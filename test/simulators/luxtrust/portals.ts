import { PortalServer, type PortalServerOptions } from "../shared/portal-server.js";
import { Sessions } from "../shared/sessions.js";
import { CssfPortal } from "./cssf-portal.js";
import { nextOfficeTime } from "./office-hours.js";
import type { AutomaticWork } from "./options.js";
import type { Order } from "./order.js";
import { OrderPortal } from "./order-portal.js";
import { SofiePortal, type Visit } from "./sofie-portal.js";
import type { Upload } from "./upload.js";
import type { LuxtrustWorld } from "./world.js";

/** The three sites. */
export interface Portals {
  readonly order: PortalServer;
  readonly sofie: PortalServer;
  readonly cssf: PortalServer;
}

export interface PortalsContext {
  readonly world: LuxtrustWorld;
  /** Read at every event, so that it can be changed while the simulator runs. */
  readonly automatic: () => AutomaticWork;
  readonly onError: (error: unknown) => void;
  readonly log: (line: string) => void;
  /** The first of three ports, or 0. */
  readonly port: number;
}

export async function startPortals(context: PortalsContext): Promise<Portals> {
  const { world, onError } = context;
  const { pki, faults, clock } = world;
  const start = (name: string, index: number, routes: PortalServerOptions["routes"]) =>
    PortalServer.start({
      name,
      routes,
      identity: pki.identity,
      wrongIdentity: pki.wrongIdentity,
      faults,
      port: context.port === 0 ? 0 : context.port + index,
      onError,
    });
  const order = new OrderPortal({
    orders: world.orders,
    sessions: new Sessions<null>("easyssl_session", clock),
    counters: world.counters,
    attachment: (placed) => world.orderOffice.attachment(placed),
    onOrder: (placed) => scheduleApproval(context, placed),
  });
  const sofie = new SofiePortal({
    users: world.users,
    desk: world.sofieDesk,
    sessions: new Sessions<Visit>("sofie_session", clock),
    counters: world.counters,
    onUpload: (upload) => scheduleConfiguration(context, upload),
  });
  const cssf = new CssfPortal(world.cssfInbox, world.counters);
  return {
    order: await start("order", 0, order.routes),
    sofie: await start("sofie", 1, sofie.routes),
    cssf: await start("cssf", 2, cssf.routes),
  };
}

function scheduleApproval({ world, automatic, log }: PortalsContext, order: Order): void {
  log(`Order #${order.number} (${order.account}) has been placed.`);
  const { approveAfter } = automatic();
  if (approveAfter === undefined) return;
  world.clock.at(secondsLater(world.clock.now(), approveAfter), async () => {
    if (order.state !== "pending") return;
    await world.orderOffice.approve(order.number);
    log(`Order #${order.number} has been approved, the certificate has been mailed.`);
  });
}

function scheduleConfiguration({ world, automatic, log }: PortalsContext, upload: Upload): void {
  log(`Certificate of ${upload.user} (${upload.account}) has been uploaded.`);
  const { configurationAfter, officeHours } = automatic();
  if (configurationAfter === undefined) return;
  const due = secondsLater(world.clock.now(), configurationAfter);
  world.clock.at(officeHours === true ? nextOfficeTime(due) : due, async () => {
    await world.configurationDesk.send(upload.receipt);
    log(`Configuration of ${upload.user} (${upload.account}) has been mailed.`);
  });
}

function secondsLater(instant: Date, seconds: number): Date {
  return new Date(instant.getTime() + seconds * 1000);
}
