import { BaseSimulator, writeFiles, type Work } from "../shared/base-simulator.js";
import { withGroundwork, type Groundwork } from "../shared/groundwork.js";
import { saveMails } from "../shared/outbox.js";
import type { PortalServer } from "../shared/portal-server.js";
import { controlRoutes } from "./control-api.js";
import { DailyNotices } from "./office/daily-notices.js";
import { cscUrl } from "./office/office-json.js";
import type { Office } from "./office/office.js";
import { startOfficeSite } from "./office/office-site.js";
import type { AutomaticWork, MulticertSimulatorOptions } from "./options.js";
import { stateOf } from "./state.js";
import { startTrustSite } from "./trust/trust-site.js";
import type { TrustService } from "./trust/trust-service.js";
import { createWorld, type MulticertWorld } from "./world.js";

/** Where the simulated sites are; every address ends with a slash. */
export interface MulticertAddresses {
  /** Sign'Stash's interface. */
  readonly officeUrl: string;
  /** The base address of the CSC API with its first version. */
  readonly cscUrl: string;
  /** The authority's site. */
  readonly trustUrl: string;
  readonly controlUrl: string;
}

/** PEM certificates that a client is told to trust. */
export interface MulticertRoots {
  readonly tls: string;
  readonly ca: string;
  /** The subordinate that issues. */
  readonly issuing: string;
}

/** Where {@link MulticertSimulator.writeRoots} put the roots. */
export interface MulticertRootFiles extends MulticertRoots {
  /** The issuing authority and the root in one file. */
  readonly caChain: string;
}

/**
 * Sign'Stash's back office and a trust service with the CSC API on loopback. Its parts offer what the
 * control address offers, as methods.
 */
export class MulticertSimulator extends BaseSimulator<MulticertWorld, AutomaticWork> {
  readonly addresses: MulticertAddresses;
  readonly roots: MulticertRoots;

  private constructor(
    world: MulticertWorld,
    groundwork: Groundwork,
    sites: { readonly office: PortalServer; readonly trust: PortalServer },
    work: Work<AutomaticWork>,
  ) {
    super(world, groundwork, [sites.office, sites.trust], work);
    this.addresses = {
      officeUrl: sites.office.url,
      cscUrl: cscUrl(world.trust),
      trustUrl: sites.trust.url,
      controlUrl: groundwork.control.url,
    };
    const { tlsRoot, root, issuing } = world.pki;
    this.roots = { tls: tlsRoot.pem, ca: root.pem, issuing: issuing.pem };
  }

  static start(options: MulticertSimulatorOptions = {}): Promise<MulticertSimulator> {
    return withGroundwork(options, 2, async (groundwork) => {
      const { control, onError, log, port } = groundwork;
      const world = await createWorld(options, control.url, onError);
      const { trust, office, pki, faults, mailbox } = world;
      saveMails(mailbox, options.outbox, log);
      mailbox.onMail(({ to, subject, text }) => {
        log(`Mail to ${to}: ${subject}\n${text}`);
        return Promise.resolve();
      });
      const work: Work<AutomaticWork> = { automatic: options.automatic ?? {} };
      const { certificates, operators, counters, clock } = office;
      const notices = { certificates, operators, mailbox, clock, counters };
      new DailyNotices(notices, () => work.automatic.notices === true).begin();
      const shared = { pki, faults, onError };
      const officeSite = await startOfficeSite({ ...shared, office, port });
      const trustPort = port === 0 ? 0 : port + 1;
      const trustSite = await startTrustSite({ ...shared, trust, port: trustPort });
      const sites = { office: officeSite, trust: trustSite };
      const simulator = new MulticertSimulator(world, groundwork, sites, work);
      control.serve(controlRoutes(simulator));
      if (options.out !== undefined) await simulator.writeRoots(options.out);
      return simulator;
    });
  }

  /** The back office: `certificates`, `services`, `operators`, `renewals`. */
  get office(): Office {
    return this.world.office;
  }

  /** The authority: `credentials`, `callback`, `lock`, `grants`. */
  get trust(): TrustService {
    return this.world.trust;
  }

  /** Everything as plain data. */
  state(): Record<string, unknown> {
    return stateOf(this.world);
  }

  /** Writes the roots as PEM files. */
  writeRoots(folder: string): Promise<MulticertRootFiles> {
    const { tls, ca, issuing } = this.roots;
    return writeFiles(folder, {
      tls: ["tls-root.pem", tls],
      ca: ["ca-root.pem", ca],
      issuing: ["ca-issuing.pem", issuing],
      caChain: ["ca-chain.pem", issuing + ca],
    });
  }
}

/** Starts a simulator; `close` it when done. */
export function startMulticertSimulator(
  options: MulticertSimulatorOptions = {},
): Promise<MulticertSimulator> {
  return MulticertSimulator.start(options);
}
