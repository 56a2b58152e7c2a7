import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface, type Interface } from "node:readline";
import type { Context } from "mocha";
import { repositoryRoot, skipBecause } from "../../../../harness/index.js";

/** Debian's own: its packages are there for no other Python. */
const PYTHON = "/usr/bin/python3";

/** What zeep made of an answer. */
export interface ZeepAnswer {
  readonly result?: Readonly<Record<string, unknown>>;
  readonly fault?: { readonly code: string; readonly message: string };
  /** What zeep would not send or read. */
  readonly refused?: string;
  /** What HTTP or TLS said. */
  readonly failed?: string;
  /** The envelope as it came. */
  readonly received?: string;
}

/** Skips a test where zeep is missing. Under `CI=true` on Linux the test fails instead. */
export function requireZeep(context: Context): void {
  if (spawnSync(PYTHON, ["-c", "import zeep"], { stdio: "ignore" }).status === 0) return;
  if (process.env["CI"] === "true" && process.platform === "linux")
    throw new Error("python3-zeep is missing on this machine");
  skipBecause(context, "no zeep");
}

/** Zeep in a process of its own, which calls what it is told to. */
export class ZeepClient {
  readonly #lines: AsyncIterator<string>;
  readonly #reader: Interface;
  #errors = "";

  private constructor(private readonly process: ChildProcessWithoutNullStreams) {
    this.#reader = createInterface({ input: process.stdout });
    this.#lines = this.#reader[Symbol.asyncIterator]();
    process.stderr.on("data", (chunk: Buffer) => (this.#errors += chunk.toString("utf8")));
  }

  /** @param roots a PEM file. */
  static async start(
    wsdl: string,
    roots: string,
  ): Promise<{ client: ZeepClient; operations: string[]; address: string }> {
    const folder = ["test", "simulators", "certum", "partner", "testing"];
    const script = join(repositoryRoot(), ...folder, "zeep-client.py");
    const env = { PATH: process.env["PATH"], PYTHONDONTWRITEBYTECODE: "1" };
    const client = new ZeepClient(spawn(PYTHON, [script, wsdl, roots], { env }));
    const description = (await client.#read()) as { operations: string[]; address: string };
    return { client, ...description };
  }

  async call(operation: string, members: Readonly<Record<string, unknown>>): Promise<ZeepAnswer> {
    this.process.stdin.write(`${JSON.stringify({ operation, arguments: members })}\n`);
    return (await this.#read()) as ZeepAnswer;
  }

  async close(): Promise<void> {
    const closed = once(this.process, "close");
    this.process.stdin.end();
    await closed;
    this.#reader.close();
  }

  async #read(): Promise<unknown> {
    const { value, done } = await this.#lines.next();
    if (done === true) throw new Error(`zeep has ended: ${this.#errors}`);
    return JSON.parse(value) as unknown;
  }
}
