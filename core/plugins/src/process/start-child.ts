import { spawn, type ChildProcess } from "node:child_process";
import type { Duplex, Readable } from "node:stream";
import type { PluginLimits } from "./limits.js";
import type { PluginRuntime } from "./plugin-runtime.js";

/** A started child, before anything was said to it. */
export interface StartedChild {
  readonly process: ChildProcess;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** File descriptor 3 of the child: JSON-RPC, both ways. */
  readonly link: Duplex;
}

/**
 * Starts Node with its permission model on: it may read the plugin's folder and the runtime, and
 * nothing else. The link is a pipe of its own rather than `fork`'s channel: a pipe has back
 * pressure, and the host sees a message's size before it holds the message.
 */
export function startChild(
  folder: string,
  runtime: PluginRuntime,
  limits: PluginLimits,
): StartedChild {
  const readable = [folder, ...runtime.readable].map((path) => `--allow-fs-read=${path}`);
  const child = spawn(
    runtime.execPath,
    [
      "--permission",
      ...readable,
      `--max-old-space-size=${limits.heap}`,
      "--disable-warning=ExperimentalWarning",
      runtime.entry,
    ],
    {
      cwd: folder,
      env: environment(),
      stdio: ["ignore", "pipe", "pipe", "pipe"],
      windowsHide: true,
    },
  );
  const [, stdout, stderr, link] = child.stdio;
  return {
    process: child,
    stdout: stdout as Readable,
    stderr: stderr as Readable,
    link: link as Duplex,
  };
}

/** Nothing of the host's environment but what Windows needs to start a process. */
function environment(): NodeJS.ProcessEnv {
  const root = process.env["SystemRoot"];
  return root === undefined ? {} : { SystemRoot: root };
}
