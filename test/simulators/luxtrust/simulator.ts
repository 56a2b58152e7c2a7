import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Fault, FaultSpec } from "../shared/faults.js";
import { Outbox } from "../shared/outbox.js";
import { controlRoutes } from "./control-api.js";
import { ControlServer } from "../shared/control-server.js";
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
export class LuxtrustSimulator implements AsyncDisposable {
  readonly addresses: LuxtrustAddresses;
  readonly roots: LuxtrustRoots;
  readonly #failures: unknown[];

  private constructor(
    readonly world: LuxtrustWorld,
    private readonly portals: Portals,
    private readonly control: ControlServer,
    /** What the operators do by themselves; may be replaced at any time. */
    private readonly work: { automatic: AutomaticWork },
    failures: unknown[],
  ) {
    this.#failures = failures;
    this.addresses = {
      orderUrl: portals.order.url,
      sofieUrl: portals.sofie.url,
      cssfUrl: portals.cssf.url,
      controlUrl: control.url,
    };
    const { pki } = world;
    this.roots = {
      tls: pki.tlsRoot.pem,
      ca: pki.root.pem,
      issuing: pki.issuing.pem,
      operator: pki.operatorRoot.pem,
    };
  }

  static async start(options: LuxtrustSimulatorOptions = {}): Promise<LuxtrustSimulator> {
    const failures: unknown[] = [];
    const log = options.log ?? (() => undefined);
    const fail = options.fail ?? log;
    const onError = (error: unknown): void => {
      failures.push(error);
      fail(`FAILED: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    };
    const port = options.port ?? 0;
    // First, because the certificates name its address for their revocation list.
    const control = await ControlServer.start(port === 0 ? 0 : port + 3, onError);
    try {
      const world = await createWorld(options, control.url, onError);
      if (options.outbox !== undefined) saveMails(world, new Outbox(options.outbox), log);
      const work = { automatic: options.automatic ?? {} };
      const automatic = (): AutomaticWork => work.automatic;
      const portals = await startPortals({ world, automatic, onError, log, port });
      const simulator = new LuxtrustSimulator(world, portals, control, work, failures);
      control.serve(controlRoutes(simulator));
      if (options.out !== undefined) await simulator.writeRoots(options.out);
      return simulator;
    } catch (error) {
      await control.close();
      throw error;
    }
  }

  get clock(): LuxtrustWorld["clock"] {
    return this.world.clock;
  }

  get faults(): LuxtrustWorld["faults"] {
    return this.world.faults;
  }

  get mailbox(): LuxtrustWorld["mailbox"] {
    return this.world.mailbox;
  }

  /** Orders: `approve`, `reject`, `cancel`, `mail`. */
  get orders(): LuxtrustWorld["orderOffice"] {
    return this.world.orderOffice;
  }

  /** Configuration files: `send`. */
  get configurations(): LuxtrustWorld["configurationDesk"] {
    return this.world.configurationDesk;
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

  /** Gives a user a certificate as an earlier order would have. */
  issueExisting(request: ExistingCertificateRequest): Promise<ExistingCertificate> {
    return issueExisting(this.world, request);
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
    const { order, sofie, cssf } = this.portals;
    if (spec.kind === "wrong-certificate")
      for (const portal of [order, sofie, cssf]) portal.closeIdleConnections();
    return fault;
  }

  async close(): Promise<void> {
    await this.world.clock.close();
    const { order, sofie, cssf } = this.portals;
    await Promise.all([order.close(), sofie.close(), cssf.close(), this.control.close()]);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Writes the roots as PEM files. */
  async writeRoots(folder: string): Promise<RootFiles> {
    await mkdir(folder, { recursive: true });
    const write = async (name: string, pem: string): Promise<string> => {
      const path = join(folder, name);
      await writeFile(path, pem);
      return path;
    };
    const { tls, ca, issuing, operator } = this.roots;
    return {
      tls: await write("tls-root.pem", tls),
      ca: await write("ca-root.pem", ca),
      issuing: await write("ca-issuing.pem", issuing),
      caChain: await write("ca-chain.pem", issuing + ca),
      operator: await write("operator-root.pem", operator),
    };
  }
}

/** Starts a simulator; `close` it when done. */
export function startLuxtrustSimulator(
  options: LuxtrustSimulatorOptions = {},
): Promise<LuxtrustSimulator> {
  return LuxtrustSimulator.start(options);
}

function saveMails(world: LuxtrustWorld, outbox: Outbox, log: (line: string) => void): void {
  world.mailbox.onMail(async (mail) => {
    for (const path of await outbox.save(mail)) log(`Saved ${path}`);
  });
}
