import { spawnSync } from "node:child_process";
import { skipBecause } from "./skip-because.js";

/**
 * Skips a test that needs a program this machine does not have; on a build machine (`CI=true`) it
 * fails instead.
 * @param versionOption what makes the program print its version and end.
 */
export function skipWithout(test: Mocha.Context, program: string, versionOption: string): void {
  if (spawnSync(program, [versionOption]).status === 0) return;
  if (process.env["CI"] === "true") throw new Error(`There is no ${program} on this machine.`);
  skipBecause(test, `no ${program}`);
}
