import { join } from "node:path";
import { repositoryRoot } from "./repository.js";
import { runProcess, type ProcessOptions, type ProcessResult } from "./run-process.js";

export interface CliOptions extends Partial<ProcessOptions> {
  /** Where Perennial keeps everything. */
  readonly home: string;
}

/** Runs `perennial` as a process of its own, with the Node that runs the test. */
export function runCli(args: readonly string[], options: CliOptions): Promise<ProcessResult> {
  const { home, env, ...rest } = options;
  return runProcess(
    process.execPath,
    [join(repositoryRoot(), "hosts", "cli", "bin", "perennial.js"), ...args],
    { ...rest, env: { ...quietEnvironment(home), ...env } },
  );
}

/** The environment of a terminal without colour, language settings, or anything of the tester's. */
function quietEnvironment(home: string): Record<string, string | undefined> {
  const { PATH, SystemRoot, TEMP, TMP, TMPDIR } = process.env;
  return {
    PATH,
    SystemRoot,
    TEMP,
    TMP,
    TMPDIR,
    HOME: home,
    USERPROFILE: home,
    PERENNIAL_HOME: home,
    LANG: "en",
    NO_COLOR: "1",
    TZ: "UTC",
  };
}
