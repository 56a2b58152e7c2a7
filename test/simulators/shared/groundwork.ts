import { ControlServer } from "./control-server.js";
import type { SimulatorOptions } from "./simulator-options.js";

/** What there is before the simulated world: its control address, and where its errors go. */
export interface Groundwork {
  readonly control: ControlServer;
  readonly failures: unknown[];
  readonly onError: (error: unknown) => void;
  readonly log: (line: string) => void;
  /** The first port of the sites, or 0. */
  readonly port: number;
}

/**
 * Opens the control address, which comes first because certificates name it for their revocation
 * list, and closes it again if the rest cannot be built.
 * @param sites how many ports come before that of the control address.
 */
export async function withGroundwork<S>(
  options: SimulatorOptions,
  sites: number,
  build: (groundwork: Groundwork) => Promise<S>,
): Promise<S> {
  const failures: unknown[] = [];
  const log = options.log ?? (() => undefined);
  const fail = options.fail ?? log;
  const onError = (error: unknown): void => {
    failures.push(error);
    fail(`FAILED: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  };
  const port = options.port ?? 0;
  const control = await ControlServer.start(port === 0 ? 0 : port + sites, onError);
  try {
    return await build({ control, failures, onError, log, port });
  } catch (error) {
    await control.close();
    throw error;
  }
}
