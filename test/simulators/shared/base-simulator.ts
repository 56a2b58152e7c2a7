import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Fault, Faults, FaultSpec } from "./faults.js";
import type { Groundwork } from "./groundwork.js";
import type { Mailbox } from "./mailbox.js";
import type { PortalServer } from "./portal-server.js";
import type { SimulatorClock } from "./simulator-clock.js";

/** What every simulated world has. */
export interface BaseWorld {
  readonly clock: SimulatorClock;
  readonly faults: Faults;
  readonly mailbox: Mailbox;
}

/** What is done by itself; may be replaced at any time. */
export interface Work<A> {
  automatic: A;
}

/** What every simulator is: a world, its sites, and a control address. */
export abstract class BaseSimulator<W extends BaseWorld, A> implements AsyncDisposable {
  protected constructor(
    readonly world: W,
    private readonly groundwork: Groundwork,
    private readonly sites: readonly PortalServer[],
    private readonly work: Work<A>,
  ) {}

  get clock(): W["clock"] {
    return this.world.clock;
  }

  get faults(): W["faults"] {
    return this.world.faults;
  }

  get mailbox(): W["mailbox"] {
    return this.world.mailbox;
  }

  get automatic(): A {
    return this.work.automatic;
  }

  set automatic(automatic: A) {
    this.work.automatic = automatic;
  }

  /** Errors that are the simulator's own; a test may want to see none. */
  get failures(): readonly unknown[] {
    return this.groundwork.failures;
  }

  /**
   * Adds a fault. For `wrong-certificate` the idle connections are closed, so that the next request
   * shakes hands anew.
   */
  addFault(spec: FaultSpec): Fault {
    const fault = this.faults.add(spec);
    if (spec.kind === "wrong-certificate")
      for (const site of this.sites) site.closeIdleConnections();
    return fault;
  }

  async close(): Promise<void> {
    await this.clock.close();
    const servers = [...this.sites, this.groundwork.control];
    await Promise.all(servers.map((server) => server.close()));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** Writes files of a folder that need not be there, and says where each of them is. */
export async function writeFiles<N extends string>(
  folder: string,
  files: Readonly<Record<N, readonly [name: string, content: string]>>,
): Promise<Record<N, string>> {
  await mkdir(folder, { recursive: true });
  const paths = {} as Record<N, string>;
  for (const key of Object.keys(files) as N[]) {
    const [name, content] = files[key];
    paths[key] = join(folder, name);
    await writeFile(paths[key], content);
  }
  return paths;
}
