import { spawn, type ChildProcess } from "node:child_process";
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

/** Starts the process that a module is loaded in. Not in the host's folder: modules write traces. */
export function startProcess(runtime: TokenRuntime): StartedProcess {
  const child = spawn(runtime.execPath, ["--disable-warning=ExperimentalWarning", runtime.entry], {
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
