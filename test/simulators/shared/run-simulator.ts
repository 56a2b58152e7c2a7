/** A simulator as its program needs it. */
export interface RunningSimulator {
  /** URLs by name. */
  readonly addresses: object;
  close(): Promise<void>;
}

/** Where a simulator writes what happens, and what is its own fault. */
export interface SimulatorVoices {
  readonly log: (line: string) => void;
  readonly fail: (line: string) => void;
}

/** What the program of a simulator says and where it writes. */
export interface SimulatorProgram<S extends RunningSimulator> {
  readonly name: string;
  /** One line of JSON in the place of the introduction, and no log. */
  readonly json: boolean;
  readonly options: { readonly out?: string; readonly outbox?: string };
  start(voices: SimulatorVoices): Promise<S>;
  introduction(simulator: S): string;
}

/** Starts a simulator, says where it is, and closes it on SIGINT or SIGTERM. */
export async function runSimulator<S extends RunningSimulator>(
  program: SimulatorProgram<S>,
): Promise<void> {
  const { json } = program;
  const log = (line: string): void => {
    if (!json) process.stdout.write(`${line}\n`);
  };
  const fail = (line: string): void => {
    process.stderr.write(`${line}\n`);
  };
  const simulator = await program.start({ log, fail });
  const stop = (): void => {
    simulator.close().catch((error: unknown) => {
      fail(String(error));
      process.exitCode = 1;
    });
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  // Last: who reads the addresses may end the program at once.
  process.stdout.write(
    json
      ? `${JSON.stringify(announcement(program, simulator))}\n`
      : program.introduction(simulator),
  );
}

function announcement<S extends RunningSimulator>(
  { name, options: { out, outbox } }: SimulatorProgram<S>,
  { addresses }: S,
): unknown {
  return {
    simulator: name,
    pid: process.pid,
    ...addresses,
    ...(out === undefined ? {} : { out }),
    ...(outbox === undefined ? {} : { outbox }),
  };
}
