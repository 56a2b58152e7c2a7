import { spawnSync } from "node:child_process";
import type { Context } from "mocha";
import { skipBecause } from "./skip-because.js";

/** Whether a program of the system can be started. */
export function hasTool(program: string, versionOption = "--version"): boolean {
  return spawnSync(program, [versionOption], { stdio: "ignore" }).status === 0;
}

/**
 * Skips a test whose program the machine does not have. Under `CI=true` the test fails instead:
 * there everything has to be there.
 */
export function requireTool(context: Context, program: string, versionOption?: string): void {
  if (hasTool(program, versionOption)) return;
  if (process.env["CI"] === "true") throw new Error(`${program} is missing on this machine`);
  skipBecause(context, `no ${program}`);
}
