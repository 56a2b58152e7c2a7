import { PassThrough, Writable } from "node:stream";
import { run } from "@perennial/cli";
import type { ProcessResult } from "../harness/index.js";

export interface InProcessOptions {
  readonly home: string;
  readonly cwd: string;
  /** Milliseconds since 1970; default the system's clock. */
  readonly time?: () => number;
  /** Called instead of sleeping in the foreground. */
  readonly pass?: (milliseconds: number) => void;
  readonly interrupt?: AbortSignal;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs `perennial` in this process: the same as its own process, with a clock that can be moved. */
export async function runInProcess(
  argv: readonly string[],
  options: InProcessOptions,
): Promise<ProcessResult> {
  const stdin = new PassThrough();
  stdin.end();
  const stdout = new Sink();
  const stderr = new Sink();
  const { home, cwd, time, pass, interrupt, env } = options;
  const code = await run(argv, {
    stdin,
    stdout,
    stderr,
    env: { HOME: home, PERENNIAL_HOME: home, LANG: "en", NO_COLOR: "1", ...env },
    cwd,
    ...(interrupt === undefined ? {} : { interrupt }),
    ...(time === undefined ? {} : { clock: clockOf(time, pass ?? (() => undefined)) }),
  });
  return { code, endedBy: null, stdout: stdout.text, stderr: stderr.text };
}

function clockOf(now: () => number, pass: (milliseconds: number) => void) {
  return {
    now,
    sleep(
      milliseconds: number,
      signal?: AbortSignal,
      options?: { readonly background?: boolean },
    ): Promise<void> {
      if (options?.background !== true) {
        pass(milliseconds);
        // The simulator works meanwhile, in real time.
        return new Promise((resolve) => setTimeout(resolve, 15));
      }
      // A heartbeat: time passes only in the foreground.
      return new Promise((resolve) => {
        if (signal === undefined || signal.aborted) return resolve();
        signal.addEventListener("abort", () => resolve(), { once: true });
      });
    },
  };
}

class Sink extends Writable {
  text = "";
  override _write(chunk: Buffer, _encoding: string, callback: () => void): void {
    this.text += chunk.toString();
    callback();
  }
}
