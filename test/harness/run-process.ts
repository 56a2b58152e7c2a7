import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";

export interface ProcessOptions {
  /** Written to the standard input, which is then closed. Default: nothing. */
  readonly input?: string | Buffer;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** Told whenever more is on the standard output: all that is there so far. */
  readonly onOutput?: (output: string) => void;
  /** Ends the process when aborted. */
  readonly signal?: AbortSignal;
  /** How it is ended. Default `SIGTERM`. */
  readonly killSignal?: NodeJS.Signals;
}

export interface ProcessResult {
  /** The exit code; `null` if a signal ended the process. */
  readonly code: number | null;
  readonly endedBy: NodeJS.Signals | null;
  /** UTF-8. */
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end. @throws Error if it cannot be started. */
export async function runProcess(
  program: string,
  args: readonly string[],
  options: ProcessOptions,
): Promise<ProcessResult> {
  const child = spawn(program, args, {
    env: { ...options.env },
    stdio: "pipe",
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  const kill = (): boolean => child.kill(options.killSignal ?? "SIGTERM");
  options.signal?.addEventListener("abort", kill, { once: true });
  if (options.signal?.aborted === true) kill();
  // A process that ends without reading its input is not an error of ours.
  child.stdin.on("error", () => undefined);
  child.stdin.end(options.input ?? "");
  try {
    const [stdout, stderr, [code, endedBy]] = await Promise.all([
      collect(child.stdout, options.onOutput),
      collect(child.stderr),
      once(child, "close") as Promise<[number | null, NodeJS.Signals | null]>,
    ]);
    return { code, endedBy, stdout, stderr };
  } finally {
    options.signal?.removeEventListener("abort", kill);
  }
}

async function collect(stream: Readable, tell?: (output: string) => void): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    tell?.(Buffer.concat(chunks).toString("utf8"));
  }
  return Buffer.concat(chunks).toString("utf8");
}
