import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Writable } from "node:stream";
import type { Token } from "@perennial/api";
import type { ClockPort } from "@perennial/engine";
import type { RenewalStore } from "@perennial/store";
import type { HostIo } from "../host-io.js";
import { Lazy } from "../lazy.js";
import type { KeyRing as KeyRingPort } from "../ports/key-ring.js";
import type { PluginBook } from "../ports/plugin-book.js";
import { run, type Bind } from "../run.js";
import { Engine, KeyRing, Plugins, Store } from "../tokens.js";
import type { FakeEngine } from "./fake-engine.js";
import { at } from "./views.js";

/** A clock whose sleeps end at once and move it on. */
export class TestClock implements ClockPort {
  time = Date.parse(at);
  /** Called when something sleeps. */
  onSleep: (milliseconds: number) => void = () => undefined;

  now(): number {
    return this.time;
  }
  sleep(milliseconds: number): Promise<void> {
    this.time += milliseconds;
    this.onSleep(milliseconds);
    // Whoever sleeps again and again lets the others go on.
    return new Promise((resolve) => setImmediate(resolve));
  }
}

/** Collects what is written. */
export class Sink extends Writable {
  text = "";
  readonly columns: number;
  /** Called after each write. */
  onText: (all: string) => void = () => undefined;

  constructor(
    readonly isTTY: boolean,
    columns = 80,
  ) {
    super({ decodeStrings: false });
    this.columns = columns;
  }
  override _write(chunk: string | Buffer, _encoding: string, callback: () => void): void {
    this.text += chunk.toString();
    this.onText(this.text);
    callback();
  }
}

/** How a command is run in a test. */
export interface RunSetting {
  readonly engine?: FakeEngine;
  readonly store?: RenewalStore;
  readonly plugins?: PluginBook;
  readonly keys?: KeyRingPort;
  readonly clock?: TestClock;
  /** What a person types: each text when the prompt before it has appeared. */
  readonly types?: readonly (readonly [prompt: string, text: string])[];
  readonly interrupt?: AbortController;
  readonly env?: HostIo["env"];
  readonly home?: string;
  readonly bind?: Bind;
  readonly cwd?: string;
  /** Called with everything that was printed, after each write. */
  readonly onText?: (all: string) => void;
}

/** What came of it. */
export interface Ran {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line in this process, on a terminal if something is typed. */
export async function runCommand(argv: readonly string[], setting: RunSetting = {}): Promise<Ran> {
  const isTerminal = setting.types !== undefined;
  const stdin = Object.assign(new PassThrough(), { isTTY: isTerminal });
  const stdout = new Sink(isTerminal);
  const stderr = new Sink(isTerminal);
  const script = [...(setting.types ?? [])];
  let from = 0;
  stdout.onText = (all) => {
    setting.onText?.(all);
    const next = script[0];
    if (next === undefined || !all.slice(from).includes(next[0])) return;
    script.shift();
    from = all.length;
    // After the prompt has been set up to read.
    setImmediate(() => stdin.write(next[1]));
  };
  if (!isTerminal) stdin.end();
  const scratch = setting.home ?? (await mkdtemp(join(tmpdir(), "perennial-cli-")));
  try {
    const io: HostIo = {
      stdin,
      stdout,
      stderr,
      env: {
        HOME: scratch,
        PERENNIAL_HOME: join(scratch, "home"),
        LANG: "en_GB.UTF-8",
        ...setting.env,
      },
      cwd: setting.cwd ?? scratch,
      clock: setting.clock ?? new TestClock(),
      ...(setting.interrupt === undefined ? {} : { interrupt: setting.interrupt.signal }),
    };
    const exitCode = await run(argv, io, (scope) => {
      const bind = <T>(token: Token<Lazy<T>>, value: T | undefined) => {
        if (value === undefined) return;
        scope.registerInstance(token.symbol, new Lazy(() => Promise.resolve(value)));
      };
      bind(Engine, setting.engine);
      bind(Store, setting.store);
      bind(Plugins, setting.plugins);
      bind(KeyRing, setting.keys);
      setting.bind?.(scope);
    });
    return { exitCode, stdout: stdout.text, stderr: stderr.text };
  } finally {
    if (setting.home === undefined) await rm(scratch, { recursive: true, force: true });
  }
}

/** The JSON that a command printed. */
export function jsonOf({ stdout }: Ran): { readonly [name: string]: unknown } {
  return JSON.parse(stdout) as { readonly [name: string]: unknown };
}
