import { BaseSimulator, writeFiles, type Work } from "../shared/base-simulator.js";
import { withGroundwork, type Groundwork } from "../shared/groundwork.js";
import type { PortalServer } from "../shared/portal-server.js";
import { saveMails } from "../shared/outbox.js";
import { controlRoutes } from "./control-api.js";
import { Operators } from "./operators.js";
import type { AutomaticWork, DigisignSimulatorOptions } from "./options.js";
import { startSite } from "./portal/site.js";
import { stateOf } from "./state.js";
import { createWorld, type DigisignWorld } from "./world.js";

/** Where the simulated site is; every address ends with a slash. */
export interface DigisignAddresses {
  readonly portalUrl: string;
  readonly controlUrl: string;
}

/** PEM certificates that a client is told to trust. */
export interface DigisignRoots {
  readonly tls: string;
  readonly ca: string;
  /** The subordinate that issues. */
  readonly issuing: string;
}

/** Where {@link DigisignSimulator.writeRoots} put the roots. */
export interface DigisignRootFiles extends DigisignRoots {
  /** The issuing authority and the root in one file. */
  readonly caChain: string;
}

/**
 * DigiSign's portal, operators and certification authority on loopback. Its parts offer what the
 * control address offers, as methods.
 */
export class DigisignSimulator extends BaseSimulator<DigisignWorld, AutomaticWork> {
  readonly addresses: DigisignAddresses;
  readonly roots: DigisignRoots;

  private constructor(
    world: DigisignWorld,
    groundwork: Groundwork,
    site: PortalServer,
    work: Work<AutomaticWork>,
  ) {
    super(world, groundwork, [site], work);
    this.addresses = { portalUrl: site.url, controlUrl: groundwork.control.url };
    const { tlsRoot, root, issuing } = world.pki;
    this.roots = { tls: tlsRoot.pem, ca: root.pem, issuing: issuing.pem };
  }

  /** @throws MissingToolError if OpenSSL, which checks the signatures, is missing. */
  static start(options: DigisignSimulatorOptions = {}): Promise<DigisignSimulator> {
    return withGroundwork(options, 1, async (groundwork) => {
      const { control, onError, log, port } = groundwork;
      const world = await createWorld(options, control.url, onError);
      saveMails(world.mailbox, options.outbox, log);
      const work = { automatic: options.automatic ?? {} };
      const operators = new Operators(world, () => work.automatic, log);
      const site = await startSite({ world, operators, port, onError, log });
      const simulator = new DigisignSimulator(world, groundwork, site, work);
      control.serve(controlRoutes(simulator));
      if (options.out !== undefined) await simulator.writeRoots(options.out);
      return simulator;
    });
  }

  /** Validation codes: `latest`, `choose`. */
  get codes(): DigisignWorld["codes"] {
    return this.world.codes;
  }

  /** Certificates: `issueExisting`, `handOut`, `mail`. */
  get certificates(): DigisignWorld["certificates"] {
    return this.world.certificates;
  }

  /** Payments: `receive`. */
  get payments(): DigisignWorld["payments"] {
    return this.world.payments;
  }

  /** The operator: `approve`, `reject`, `cancel`. */
  get review(): DigisignWorld["review"] {
    return this.world.review;
  }

  /** Everything as plain data. */
  state(): Record<string, unknown> {
    return stateOf(this.world);
  }

  /** Writes the roots as PEM files. */
  writeRoots(folder: string): Promise<DigisignRootFiles> {
    const { tls, ca, issuing } = this.roots;
    return writeFiles(folder, {
      tls: ["tls-root.pem", tls],
      ca: ["ca-root.pem", ca],
      issuing: ["ca-issuing.pem", issuing],
      caChain: ["ca-chain.pem", issuing + ca],
    });
  }
}

/** Starts a simulator; `close` it when done. @throws MissingToolError if OpenSSL is missing. */
export function startDigisignSimulator(
  options: DigisignSimulatorOptions = {},
): Promise<DigisignSimulator> {
  return DigisignSimulator.start(options);
}
