import { closeSync, constants, fstatSync, openSync } from "node:fs";
import { PerennialError } from "@perennial/api";
import type { Arguments } from "./arguments.js";

/** The options that take what a pipe may hand over. */
const options = ["passphrase-file", "pin-file", "password-file", "answers"] as const;

/**
 * Takes over pipes that a shell opened for these options (`<(…)`, `/dev/fd/N`, `/dev/stdin`): plugins and
 * token drivers, which are started later, would inherit a descriptor of the shell's and could read it.
 * @throws PerennialError `files.not-handed-over` for a pipe of this process itself: closing it would
 *   end the process, and what comes out of it could be presented as a PIN.
 * @returns the arguments with the descriptors that nobody inherits.
 */
export async function takeOver(args: Arguments): Promise<Arguments> {
  let taken = args;
  for (const name of options) {
    const path = args.isGiven(name) ? args.text(name) : undefined;
    if (path?.startsWith("/dev/") !== true && path?.startsWith("/proc/self/fd/") !== true) continue;
    const { descriptorIn, isOwnPipe } = await import("@perennial/hardware");
    const theirs = descriptorIn(path);
    if (theirs !== undefined && isPipe(theirs) && isOwnPipe(theirs)) {
      throw new PerennialError("files.not-handed-over", { path }, { effect: "none" });
    }
    const own = theirs === undefined ? undefined : openPipe(path);
    if (own === undefined) continue;
    // Nothing that is started gets the standard input.
    if (theirs !== undefined && theirs > 2) closeSync(theirs);
    taken = taken.with(name, `/dev/fd/${own}`);
  }
  return taken;
}

function isPipe(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isFIFO();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EBADF") return false;
    throw error;
  }
}

/** A descriptor that is closed in every process that is started; undefined for what is no pipe. */
function openPipe(path: string): number | undefined {
  let own: number | undefined;
  try {
    own = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    if (fstatSync(own).isFIFO()) return own;
  } catch (error) {
    // Whoever reads it says what is wrong.
    if (typeof (error as NodeJS.ErrnoException).syscall !== "string") throw error;
  }
  if (own !== undefined) closeSync(own);
  return undefined;
}
