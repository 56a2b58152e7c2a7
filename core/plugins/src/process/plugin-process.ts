import { PerennialError, type JsonObject } from "@perennial/api";
import {
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type CancellationToken,
  type DataCallback,
  type Disposable,
  type MessageConnection,
  type RequestType,
} from "vscode-jsonrpc/node";
import { fromResponseError } from "../runtime/rpc-errors.js";
import { Initialize } from "../runtime/messages.js";
import type { ActiveRun } from "./active-run.js";
import type { CallSchemas } from "./call-schemas.js";
import { CapturedOutput } from "./captured-output.js";
import { answerChild } from "./answer-child.js";
import type { HostLog } from "./host-log.js";
import type { PluginLimits } from "./limits.js";
import { MemoryWatch } from "./memory-watch.js";
import { OutputBudget } from "./output-budget.js";
import type { PluginRuntime } from "./plugin-runtime.js";
import { requireSelfContained } from "./readable-files.js";
import type { RunnablePlugin } from "./runnable-plugin.js";
import { startChild, type StartedChild } from "./start-child.js";
import type { Timers } from "./timers.js";
import { TrafficGuard } from "./traffic-guard.js";
import { join } from "node:path";

/** What a plugin's process is started with. */
export interface ProcessSetting {
  readonly runtime: PluginRuntime;
  readonly limits: PluginLimits;
  readonly timers: Timers;
  readonly log: HostLog;
  readonly schemas: CallSchemas;
  /** Told when the process ended for a fault of its own, before its calls fail. */
  readonly failed: (error: PerennialError) => Promise<void>;
}

/** Milliseconds between a child's closing its link and its exit. */
const LINK_GRACE = 1_000;

/** One plugin's process. It ends once, for one reason, and every unfinished call with it. */
export class PluginProcess {
  /** Rejects when the process is over, with the reason. */
  readonly over: Promise<never>;
  readonly runs = new Map<string, ActiveRun>();
  /** Told of each sign of life of the child, and that the host answered it. */
  readonly onSign = new Set<{ sign(): void }>();
  #failure: PerennialError | undefined;
  #ended = false;
  #linked = true;
  #calls = 0;
  #reject: (error: PerennialError) => void = () => undefined;
  readonly #output: CapturedOutput;
  readonly #connection: MessageConnection;
  readonly #memory: MemoryWatch;

  private constructor(
    readonly plugin: RunnablePlugin,
    private readonly child: StartedChild,
    private readonly setting: ProcessSetting,
  ) {
    const { limits, timers, log } = setting;
    this.over = new Promise((_resolve, reject) => {
      this.#reject = reject;
    });
    this.over.catch(() => undefined);
    const budget = new OutputBudget(limits.output, timers);
    this.#output = new CapturedOutput(budget, (text) =>
      log.write({ plugin: plugin.id, level: "info", text }),
    );
    this.#output.attach(child.stdout);
    this.#output.attach(child.stderr);
    const traffic = new TrafficGuard(limits, timers, (what) =>
      this.fail("plugin.flooded", { what }),
    );
    traffic.watch(child.link);
    this.#connection = createMessageConnection(
      new WatchedReader(child.link, () => {
        traffic.message();
        this.sign();
      }),
      new StreamMessageWriter(child.link),
    );
    this.#memory = new MemoryWatch(child.process.pid, limits.memory, () =>
      this.fail("plugin.out-of-memory", { limit: limits.memory }),
    );
    answerChild(this.#connection, this, setting.schemas, budgeted(log, budget));
    this.#connection.onError(([error]) => this.fail("plugin.protocol", { reason: error.message }));
    child.link.on("error", (error) => this.#linkFailed(error));
    child.link.on("end", () => this.#linkEnded());
    child.process.on("error", (error) =>
      this.fail("plugin.not-started", { reason: error.message }),
    );
    child.process.on("close", (code, signal) => this.#exited(code, signal));
    this.#connection.listen();
  }

  /**
   * Starts the process and loads the plugin's code.
   * @throws PerennialError `plugin.crashed`, `plugin.timeout`, `plugin.load-failed`,
   *   `plugin.no-export`, `plugin.steps-differ`, `plugin.link-outside`.
   */
  static async start(plugin: RunnablePlugin, setting: ProcessSetting): Promise<PluginProcess> {
    const folder = await requireSelfContained(plugin.id, plugin.folder);
    const child = startChild(folder, setting.runtime, setting.limits);
    const started = new PluginProcess(plugin, child, setting);
    const deadline = setting.timers.after(setting.limits.start, () =>
      started.timeOut("start", setting.limits.start),
    );
    try {
      await started.request(Initialize, {
        plugin: plugin.id,
        version: plugin.version,
        main: join(folder, plugin.manifest.main),
        providers: plugin.providers.map(({ id, steps }) => ({
          id,
          steps: steps.map(({ name }) => name),
        })),
      });
      return started;
    } catch (error) {
      started.end();
      throw error;
    } finally {
      deadline.cancel();
    }
  }

  sign(): void {
    for (const deadline of this.onSign) deadline.sign();
  }

  /** Whether it can be told anything. */
  get alive(): boolean {
    return this.#linked && !this.#ended && this.#failure === undefined;
  }

  async request<P, R, E>(
    type: RequestType<P, R, E>,
    params: P,
    cancellation?: CancellationToken,
  ): Promise<R> {
    this.#keepHostAlive(true);
    this.#calls += 1;
    try {
      const answer: Promise<R> = this.#connection.sendRequest<R>(
        type.method,
        params,
        ...(cancellation === undefined ? [] : [cancellation]),
      );
      return await Promise.race([answer, this.over]);
    } catch (error) {
      // A link that breaks while the process dies says less than the process's end.
      if (!this.alive || isLinkError(error)) return await this.over;
      throw fromResponseError(error);
    } finally {
      this.#calls -= 1;
      if (this.#calls === 0) this.#keepHostAlive(false);
    }
  }

  timeOut(call: string, limit: number): void {
    this.fail("plugin.timeout", { call, seconds: limit / 1_000 });
  }

  /** Kills the process for a fault of its own; every unfinished call fails with it. */
  fail(code: string, params: JsonObject): void {
    if (this.#failure !== undefined || this.#ended) return;
    this.#failure = new PerennialError(
      code,
      { plugin: this.plugin.id, ...params },
      {
        plugin: this.plugin.id,
        ...(this.#output.last === "" ? {} : { detail: this.#output.last }),
      },
    );
    this.#kill();
    const failure = this.#failure;
    // The calls fail when the fault is on record, so that nobody starts the plugin again before.
    this.setting.failed(failure).then(
      () => this.#reject(failure),
      (cause: unknown) => this.#reject(new PerennialError(code, failure.params, { cause })),
    );
  }

  /** Ends it because it is not needed any more. */
  end(): void {
    if (this.#ended || this.#failure !== undefined) return;
    this.#ended = true;
    this.#kill();
    this.#reject(new PerennialError("plugin.ended", { plugin: this.plugin.id }));
  }

  /** Without a call the host's process may exit although this one is there. */
  #keepHostAlive(alive: boolean): void {
    const { process, stdout, stderr, link } = this.child;
    for (const handle of [process, stdout, stderr, link] as { ref?(): void; unref?(): void }[]) {
      if (alive) handle.ref?.();
      else handle.unref?.();
    }
  }

  #linkEnded(): void {
    this.#linked = false;
    // An exit closes the link first; one that does not follow means that only the link is closed.
    this.setting.timers.after(LINK_GRACE, () =>
      this.fail("plugin.protocol", { reason: "the link was closed" }),
    );
  }

  #linkFailed(error: Error): void {
    this.#linked = false;
    // The child closes the link when it exits; its exit tells why.
    if ((error as NodeJS.ErrnoException).code === "ECONNRESET") return;
    if ((error as NodeJS.ErrnoException).code === "EPIPE") return;
    this.fail("plugin.protocol", { reason: error.message });
  }

  #exited(code: number | null, signal: NodeJS.Signals | null): void {
    this.fail("plugin.crashed", {
      exit: signal ?? String(code),
      output: this.#output.error ?? this.#output.last,
      said: this.#output.last === "" ? "no" : "yes",
    });
    this.#memory.stop();
    this.#connection.dispose();
  }

  #kill(): void {
    this.#memory.stop();
    this.child.process.kill("SIGKILL");
    this.child.link.destroy();
  }
}

function budgeted(log: HostLog, budget: OutputBudget): HostLog {
  return {
    write: (line) => {
      const size = line.text.length + JSON.stringify(line.data ?? {}).length;
      if (budget.take(size) === "kept") log.write(line);
    },
  };
}

class WatchedReader extends StreamMessageReader {
  constructor(
    link: StartedChild["link"],
    private readonly each: () => void,
  ) {
    super(link);
    // Its timer for a message in parts arms itself again for ever and keeps the host's process
    // alive, also after a child that died in the middle of one.
    this.partialMessageTimeout = 0;
  }

  override listen(callback: DataCallback): Disposable {
    return super.listen((message) => {
      this.each();
      callback(message);
    });
  }
}

function isLinkError(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return code === "EPIPE" || code === "ECONNRESET" || code === "ERR_STREAM_DESTROYED";
}
