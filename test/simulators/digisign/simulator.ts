import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ControlServer } from "../shared/control-server.js";
import type { Fault, FaultSpec } from "../shared/faults.js";
import { Outbox } from "../shared/outbox.js";
import type { PortalServer } from "../shared/portal-server.js";
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
export class DigisignSimulator implements AsyncDisposable {
  readonly addresses: DigisignAddresses;
  readonly roots: DigisignRoots;
  readonly #failures: unknown[];

  private constructor(
    readonly world: DigisignWorld,
    private readonly site: PortalServer,
    private readonly control: ControlServer,
    /** What is done by itself; may be replaced at any time. */
    private readonly work: { automatic: AutomaticWork },
    failures: unknown[],
  ) {
    this.#failures = failures;
    this.addresses = { portalUrl: site.url, controlUrl: control.url };
    const { tlsRoot, root, issuing } = world.pki;
    this.roots = { tls: tlsRoot.pem, ca: root.pem, issuing: issuing.pem };
  }

  /** @throws MissingToolError if OpenSSL, which checks the signatures, is missing. */
  static async start(options: DigisignSimulatorOptions = {}): Promise<DigisignSimulator> {
    const failures: unknown[] = [];
    const log = options.log ?? (() => undefined);
    const fail = options.fail ?? log;
    const onError = (error: unknown): void => {
      failures.push(error);
      fail(`FAILED: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    };
    const port = options.port ?? 0;
    // First, because the certificates name its address for their revocation list.
    const control = await ControlServer.start(port === 0 ? 0 : port + 1, onError);
    try {
      const world = await createWorld(options, control.url, onError);
      if (options.outbox !== undefined) saveMails(world, new Outbox(options.outbox), log);
      const work = { automatic: options.automatic ?? {} };
      const operators = new Operators(world, () => work.automatic, log);
      const site = await startSite({ world, operators, port, onError, log });
      const simulator = new DigisignSimulator(world, site, control, work, failures);
      control.serve(controlRoutes(simulator));
      if (options.out !== undefined) await simulator.writeRoots(options.out);
      return simulator;
    } catch (error) {
      await control.close();
      throw error;
    }
  }

  get clock(): DigisignWorld["clock"] {
    return this.world.clock;
  }

  get faults(): DigisignWorld["faults"] {
    return this.world.faults;
  }

  get mailbox(): DigisignWorld["mailbox"] {
    return this.world.mailbox;
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

  get automatic(): AutomaticWork {
    return this.work.automatic;
  }

  set automatic(automatic: AutomaticWork) {
    this.work.automatic = automatic;
  }

  /** Errors that are the simulator's own; a test may want to see none. */
  get failures(): readonly unknown[] {
    return this.#failures;
  }

  /** Everything as plain data. */
  state(): Record<string, unknown> {
    return stateOf(this.world);
  }

  /**
   * Adds a fault. For `wrong-certificate` the idle connections are closed, so that the next request
   * shakes hands anew.
   */
  addFault(spec: FaultSpec): Fault {
    const fault = this.faults.add(spec);
    if (spec.kind === "wrong-certificate") this.site.closeIdleConnections();
    return fault;
  }

  async close(): Promise<void> {
    await this.world.clock.close();
    await Promise.all([this.site.close(), this.control.close()]);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Writes the roots as PEM files. */
  async writeRoots(folder: string): Promise<DigisignRootFiles> {
    await mkdir(folder, { recursive: true });
    const write = async (name: string, pem: string): Promise<string> => {
      const path = join(folder, name);
      await writeFile(path, pem);
      return path;
    };
    const { tls, ca, issuing } = this.roots;
    return {
      tls: await write("tls-root.pem", tls),
      ca: await write("ca-root.pem", ca),
      issuing: await write("ca-issuing.pem", issuing),
      caChain: await write("ca-chain.pem", issuing + ca),
    };
  }
}

/** Starts a simulator; `close` it when done. @throws MissingToolError if OpenSSL is missing. */
export function startDigisignSimulator(
  options: DigisignSimulatorOptions = {},
): Promise<DigisignSimulator> {
  return DigisignSimulator.start(options);
}

function saveMails(world: DigisignWorld, outbox: Outbox, log: (line: string) => void): void {
  world.mailbox.onMail(async (mail) => {
    for (const path of await outbox.save(mail)) log(`Saved ${path}`);
  });
}
