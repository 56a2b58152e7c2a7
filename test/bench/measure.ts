import { spawnSync } from "node:child_process";

/** Wall times of one command in milliseconds, and the peak memory of its process in MiB. */
export interface Measurement {
  readonly median: number;
  readonly least: number;
  readonly runs: number;
  readonly peakMemory: number;
}

export interface Command {
  readonly name: string;
  readonly argv: readonly [string, ...string[]];
  readonly env?: NodeJS.ProcessEnv;
  /** Exit codes that mean the command did its work. Default: 0. */
  readonly accepts?: readonly number[];
}

/**
 * Runs the commands in turn, round after round, so that drift of the machine meets all of them.
 * @throws Error when a command fails, with its output.
 */
export function sideBySide(
  commands: readonly Command[],
  rounds: number,
): ReadonlyMap<string, Measurement> {
  const times = new Map<string, number[]>();
  for (let round = -1; round < rounds; round += 1) {
    for (const command of commands) {
      const milliseconds = once(command);
      // The first round warms the compile cache and the page cache; it does not count.
      if (round >= 0) times.set(command.name, [...(times.get(command.name) ?? []), milliseconds]);
    }
  }
  return new Map(
    commands.map((command) => {
      const sorted = (times.get(command.name) ?? []).sort((a, b) => a - b);
      return [
        command.name,
        {
          median: sorted[Math.floor(sorted.length / 2)] ?? Number.NaN,
          least: sorted[0] ?? Number.NaN,
          runs: sorted.length,
          peakMemory: peakMemory(command),
        },
      ];
    }),
  );
}

function once(command: Command): number {
  const [file, ...args] = command.argv;
  const started = process.hrtime.bigint();
  const result = spawnSync(file, args, { env: command.env ?? process.env, encoding: "utf8" });
  const milliseconds = Number(process.hrtime.bigint() - started) / 1e6;
  refuse(command, result);
  return milliseconds;
}

/** Peak resident set, by GNU time's view of the kernel's accounting; NaN where there is none. */
function peakMemory(command: Command): number {
  const [file, ...args] = command.argv;
  const script = [
    "import resource, subprocess, sys",
    "p = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)",
    "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)",
  ].join("\n");
  const result = spawnSync("python3", ["-c", script, file, ...args], {
    env: command.env ?? process.env,
    encoding: "utf8",
  });
  return result.error === undefined && result.status === 0
    ? Number(result.stdout) / 1024
    : Number.NaN;
}

function refuse(
  command: Command,
  result: { status: number | null; stdout: string; stderr: string; error?: Error },
): void {
  if (result.error !== undefined) throw result.error;
  if (result.status === null || !(command.accepts ?? [0]).includes(result.status)) {
    throw new Error(
      `${command.name} ended with ${result.status}:\n${result.stdout}${result.stderr}`,
    );
  }
}
