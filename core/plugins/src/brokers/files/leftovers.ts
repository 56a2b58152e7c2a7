import { createHash, randomBytes } from "node:crypto";
import { readdir, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";

const NAME = /^\.perennial-(?<host>[0-9a-f]{8})-(?<pid>\d+)-[0-9a-f]{16}\.tmp$/;

/** A name for a file that is being written; it says by which process of which machine. */
export function temporaryName(): string {
  return `.perennial-${hostTag()}-${process.pid}-${randomBytes(8).toString("hex")}.tmp`;
}

/** Whether a file of this name is being written, or was left by a process that was killed. */
export function isTemporary(name: string): boolean {
  return NAME.test(name);
}

/**
 * Removes what processes that were killed left half written in a folder. Files of running processes
 * and of other machines that share the folder stay.
 */
export async function sweepLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const { host, pid } = NAME.exec(name)?.groups ?? {};
    if (host !== hostTag() || isRunning(Number(pid))) continue;
    await rm(join(folder, name), { force: true });
  }
}

function hostTag(): string {
  return createHash("sha256").update(hostname()).digest("hex").slice(0, 8);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs as somebody else.
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}
