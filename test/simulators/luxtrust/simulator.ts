import { BaseSimulator, writeFiles, type Work } from "../shared/base-simulator.js";
import { withGroundwork, type Groundwork } from "../shared/groundwork.js";
import { saveMails } from "../shared/outbox.js";
import { controlRoutes } from "./control-api.js";
import {
  issueExisting,
  type ExistingCertificate,
  type ExistingCertificateRequest,
} from "./existing-certificate.js";
import type { AutomaticWork, LuxtrustSimulatorOptions } from "./options.js";
import { startPortals, type Portals } from "./portals.js";
import { stateOf } from "./state.js";
import { createWorld, type LuxtrustWorld } from "./world.js";

/** Where the simulated sites are; every address ends with a slash. */
export interface LuxtrustAddresses {
  readonly orderUrl: string;
  readonly sofieUrl: string;
  readonly cssfUrl: string;
  readonly controlUrl: string;
}

/** PEM certificates that a client is told to trust. */
export interface LuxtrustRoots {
  readonly tls: string;
  readonly ca: string;
  /** The subordinate that issues; a DER mail does not bring it along. */
  readonly issuing: string;
  readonly operator: string;
}

/** Where {@link LuxtrustSimulator.writeRoots} put the roots. */
export interface RootFiles {
  readonly tls: string;
  readonly ca: string;
  readonly issuing: string;
  /** The issuing authority and the root in one file, for certificates that come alone. */
  readonly caChain: string;
  readonly operator: string;
}

/**
 * LuxTrust's order portal, SOFiE and the CSSF on loopback. Its parts offer what the control address
 * offers, as methods.
 */
export class LuxtrustSimulator extends BaseSimulator<LuxtrustWorld, AutomaticWork> {
  readonly addresses: LuxtrustAddresses;
  readonly roots: LuxtrustRoots;

  private constructor(
    world: LuxtrustWorld,
    groundwork: Groundwork,
    { order, sofie, cssf }: Portals,
    work: Work<AutomaticWork>,
  ) {
    super(world, groundwork, [order, sofie, cssf], work);
    this.addresses = {
      orderUrl: order.url,
      sofieUrl: sofie.url,
      cssfUrl: cssf.url,
      controlUrl: groundwork.control.url,
    };
    const { pki } = world;
    this.roots = {
      tls: pki.tlsRoot.pem,
      ca: pki.root.pem,
      issuing: pki.issuing.pem,
      operator: pki.operatorRoot.pem,
    };
  }

  static start(options: LuxtrustSimulatorOptions = {}): Promise<LuxtrustSimulator> {
    return withGroundwork(options, 3, async (groundwork) => {
      const { control, onError, log, port } = groundwork;
      const world = await createWorld(options, control.url, onError);
      saveMails(world.mailbox, options.outbox, log);
      const work: Work<AutomaticWork> = { automatic: options.automatic ?? {} };
      const automatic = (): AutomaticWork => work.automatic;
      const portals = await startPortals({ world, automatic, onError, log, port });
      const simulator = new LuxtrustSimulator(world, groundwork, portals, work);
      control.serve(controlRoutes(simulator));
      if (options.out !== undefined) await simulator.writeRoots(options.out);
      return simulator;
    });
  }

  /** Orders: `approve`, `reject`, `cancel`, `mail`. */
  get orders(): LuxtrustWorld["orderOffice"] {
    return this.world.orderOffice;
  }

  /** Configuration files: `send`. */
  get configurations(): LuxtrustWorld["configurationDesk"] {
    return this.world.configurationDesk;
  }

  /** Gives a user a certificate as an earlier order would have. */
  issueExisting(request: ExistingCertificateRequest): Promise<ExistingCertificate> {
    return issueExisting(this.world, request);
  }

  /** Everything as plain data. */
  state(): Record<string, unknown> {
    return stateOf(this.world);
  }

  /** Writes the roots as PEM files. */
  writeRoots(folder: string): Promise<RootFiles> {
    const { tls, ca, issuing, operator } = this.roots;
    return writeFiles(folder, {
      tls: ["tls-root.pem", tls],
      ca: ["ca-root.pem", ca],
      issuing: ["ca-issuing.pem", issuing],
      caChain: ["ca-chain.pem", issuing + ca],
      operator: ["operator-root.pem", operator],
    });
  }
}

/** Starts a simulator; `close` it when done. */
export function startLuxtrustSimulator(
  options: LuxtrustSimulatorOptions = {},
): Promise<LuxtrustSimulator> {
  return LuxtrustSimulator.start(options);
}
