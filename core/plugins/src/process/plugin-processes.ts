import {
  PerennialError,
  toErrorData,
  type CancellationToken,
  type ErrorData,
  type GuardRequest,
  type Json,
  type Outcome,
} from "@perennial/api";
import type { StepCallbacks, StepRun } from "@perennial/engine";
import { randomUUID } from "node:crypto";
import type { HostLog } from "./host-log.js";
import type { PluginLimits } from "./limits.js";
import type { PluginHealth } from "../health/plugin-health.js";
import type { PluginProcess } from "./plugin-process.js";
import type { PluginRuntime } from "./plugin-runtime.js";
import type { RunnablePlugin } from "./runnable-plugin.js";
import type { StepServicesFactory } from "./step-services.js";
import type { Timers } from "./timers.js";

/** What {@link PluginProcesses} works with. */
export interface ProcessesSetting {
  readonly runtime: PluginRuntime;
  readonly limits: PluginLimits;
  readonly timers: Timers;
  readonly log: HostLog;
  readonly health: Pick<PluginHealth, "check" | "recordCrash">;
  readonly services: StepServicesFactory;
}

type Loaded = Awaited<ReturnType<typeof loadLink>>;
interface Slot {
  readonly plugin: RunnablePlugin;
  readonly started: Promise<PluginProcess>;
  calls: number;
  gone: boolean;
  idle?: { cancel(): void };
}

/** One process per active plugin version: started by the first call, ended when idle. */
export class PluginProcesses {
  readonly #slots = new Map<string, Slot>();
  #link: Promise<Loaded> | undefined;

  constructor(private readonly setting: ProcessesSetting) {}

  /**
   * Runs one step in the plugin's process. What the step throws is a failed outcome.
   * @throws PerennialError `plugin.crashed`, `plugin.timeout`, `plugin.flooded`,
   *   `plugin.out-of-memory`, `plugin.quarantined`, `plugin.bad-outcome`; what a callback threw.
   */
  async runStep(
    plugin: RunnablePlugin,
    run: StepRun,
    callbacks: StepCallbacks,
    cancellation: CancellationToken,
  ): Promise<Outcome<Json>> {
    const link = await this.#loadLink();
    const stop = new AbortController();
    const { signal } = stop;
    const services = await this.setting.services.open({ plugin, run, callbacks, signal });
    return await this.#use(plugin, run.step, async (process) => {
      const call = randomUUID();
      const deadline = new link.CallDeadline(
        this.setting.limits,
        this.setting.timers,
        (_which, limit) => process.timeOut(run.step, limit),
      );
      const active = new link.ActiveRun(callbacks, services, deadline);
      const stopping = new link.CancellationTokenSource();
      // Asked for at once: a source that is cancelled before anybody has its token cannot be twice.
      const { token } = stopping;
      const cancel = () => {
        stopping.cancel();
        stop.abort();
      };
      const listening = cancellation.onCancellationRequested(cancel);
      if (cancellation.isCancellationRequested) cancel();
      process.runs.set(call, active);
      process.onSign.add(deadline);
      try {
        const answer = process.request(link.RunStep, { call, run }, token);
        const outcome = await Promise.race([answer, active.stopped]);
        const checked = link.answers.outcome(plugin, run, outcome);
        if (checked.outcome !== "failed") return checked;
        return { ...checked, error: active.withheld.complete(checked.error) };
      } finally {
        active.end();
        process.runs.delete(call);
        process.onSign.delete(deadline);
        deadline.cancel();
        listening.dispose();
        if (process.alive) stopping.cancel();
      }
    });
  }

  /** Asks the plugin's guard. */
  async guard(
    plugin: RunnablePlugin,
    provider: string,
    request: GuardRequest,
  ): Promise<"allowed" | ErrorData> {
    const link = await this.#loadLink();
    return await this.#use(plugin, undefined, async (process) => {
      const { guard } = this.setting.limits;
      const deadline = this.setting.timers.after(guard, () => process.timeOut("guard", guard));
      try {
        const verdict = await process.request(link.RunGuard, { provider, request });
        return link.answers.verdict(plugin, verdict);
      } finally {
        deadline.cancel();
      }
    });
  }

  /**
   * Loads a plugin's code in a process of its own and ends it. No step runs, and a failure is no
   * crash that counts.
   * @returns what kept it from being loaded, as {@link PluginProcess.start} says it.
   */
  async tryOut(plugin: RunnablePlugin): Promise<ErrorData | undefined> {
    const { PluginProcess, schemas } = await this.#loadLink();
    const failed = () => Promise.resolve();
    try {
      (await PluginProcess.start(plugin, { ...this.setting, schemas, failed })).end();
      return undefined;
    } catch (error) {
      if (PerennialError.is(error)) return error.toJSON();
      throw error;
    }
  }

  /** Ends every process. */
  async dispose(): Promise<void> {
    const slots = [...this.#slots.values()];
    this.#slots.clear();
    await Promise.all(slots.map((slot) => this.#end(slot)));
  }

  async #use<T>(
    plugin: RunnablePlugin,
    step: string | undefined,
    work: (process: PluginProcess) => Promise<T>,
  ): Promise<T> {
    const slot = await this.#slotOf(plugin);
    slot.calls += 1;
    slot.idle?.cancel();
    try {
      return await work(await slot.started);
    } catch (error) {
      throw step === undefined ? error : withStep(error, step);
    } finally {
      slot.calls -= 1;
      if (slot.calls === 0) this.#waitIdle(slot);
    }
  }

  async #slotOf(plugin: RunnablePlugin): Promise<Slot> {
    const key = `${plugin.id}@${plugin.version} ${plugin.folder}`;
    const known = this.#slots.get(key);
    if (known !== undefined) return known;
    await this.setting.health.check(plugin.id);
    const raced = this.#slots.get(key);
    if (raced !== undefined) return raced;
    const slot: Slot = { plugin, started: this.#start(plugin), calls: 0, gone: false };
    this.#slots.set(key, slot);
    slot.started.then(
      (process) => process.over.catch(() => this.#forget(key, slot)),
      () => this.#forget(key, slot),
    );
    return slot;
  }

  async #start(plugin: RunnablePlugin): Promise<PluginProcess> {
    const { PluginProcess, schemas } = await this.#loadLink();
    return await PluginProcess.start(plugin, {
      ...this.setting,
      schemas,
      failed: async (error) => {
        await this.setting.health.recordCrash(plugin.id, toErrorData(error));
      },
    });
  }

  async #forget(key: string, slot: Slot): Promise<void> {
    slot.gone = true;
    slot.idle?.cancel();
    if (this.#slots.get(key) === slot) this.#slots.delete(key);
    await this.setting.services.close(slot.plugin);
  }

  #waitIdle(slot: Slot): void {
    if (slot.gone) return;
    slot.idle = this.setting.timers.after(this.setting.limits.idle, () => void this.#end(slot));
  }

  async #end(slot: Slot): Promise<void> {
    slot.idle?.cancel();
    const [started] = await Promise.allSettled([slot.started]);
    if (started.status === "fulfilled") started.value.end();
  }

  /** The link's libraries are loaded when the first plugin is started, not before. */
  #loadLink(): Promise<Loaded> {
    this.#link ??= loadLink();
    return this.#link;
  }
}

async function loadLink() {
  const [rpc, messages, process, run, deadline, answers, calls] = await Promise.all([
    import("vscode-jsonrpc/node"),
    import("../runtime/messages.js"),
    import("./plugin-process.js"),
    import("./active-run.js"),
    import("./call-deadline.js"),
    import("./checked-answers.js"),
    import("./call-schemas.js"),
  ]);
  return {
    CancellationTokenSource: rpc.CancellationTokenSource,
    RunStep: messages.RunStep,
    RunGuard: messages.RunGuard,
    PluginProcess: process.PluginProcess,
    ActiveRun: run.ActiveRun,
    CallDeadline: deadline.CallDeadline,
    answers: new answers.CheckedAnswers(),
    schemas: new calls.CallSchemas(),
  };
}

function withStep(error: unknown, step: string): unknown {
  if (!PerennialError.is(error) || error.plugin === undefined || error.step !== undefined) {
    return error;
  }
  return PerennialError.fromJSON({ ...error.toJSON(), step });
}
