import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import type { Duplex, Readable, Writable } from "node:stream";
import type { TokenRuntime } from "./token-runtime.js";

/** A started process, before anything was said to it. */
export interface StartedProcess {
  readonly process: ChildProcess;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** File descriptor 3 of the child: JSON-RPC, both ways. */
  readonly link: Duplex;
  /** File descriptor 4 of the child: PINs. */
  readonly pins: Writable;
}

const shell = "/bin/sh";
/** RLIMIT_CORE is 0, then the shell becomes what it is given: pid and file descriptors stay. */
const withoutCore = 'ulimit -c 0; exec "$@"';

/**
 * Starts the process that a module is loaded in. Not in the host's folder: modules write traces.
 * Where a crash leaves an image of the memory (core dump), this one's is not left: a PIN is in it.
 */
export function startProcess(runtime: TokenRuntime): StartedProcess {
  const [command, ...args] = commandLine(runtime);
  const child = spawn(command, args, {
    cwd: tmpdir(),
    env: runtime.env,
    stdio: ["ignore", "pipe", "pipe", "pipe", "pipe"],
    windowsHide: true,
  });
  const [, stdout, stderr, link, pins] = child.stdio as unknown as (Duplex | undefined)[];
  return {
    process: child,
    stdout: stdout as Readable,
    stderr: stderr as Readable,
    link: link as Duplex,
    pins: pins as Writable,
  };
}

function commandLine({ execPath, entry }: TokenRuntime): readonly [string, ...string[]] {
  const node = [execPath, "--disable-warning=ExperimentalWarning", entry] as const;
  // An executable that is not there is told by the start itself.
  const limited = process.platform !== "win32" && existsSync(shell) && existsSync(execPath);
  return limited ? [shell, "-c", withoutCore, "sh", ...node] : node;
}
