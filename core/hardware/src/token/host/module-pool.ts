import { PerennialError } from "@perennial/api";
import type { FoundModule } from "../modules/found-module.js";
import type { ModuleHealth } from "./module-health.js";
import { ModuleProcess } from "./module-process.js";
import type { TokenTimers } from "./timers.js";
import type { TokenLimits } from "./token-limits.js";
import type { TokenRuntime } from "./token-runtime.js";

interface Entry {
  readonly process: Promise<ModuleProcess>;
  /** Ends the start, if nobody waits for it any more. */
  readonly unwanted: AbortController;
  started?: ModuleProcess;
  idle?: { cancel(): void };
  users: number;
}

/** How a module's process is used. */
export interface PoolUse {
  /** Ends the waiting for a start at once. */
  readonly signal?: AbortSignal | undefined;
  /** Whether a module that did not answer in its time lately gets only a little of it. */
  readonly brief?: boolean;
}

/** The processes of modules: started on demand, ended when idle, started anew after a crash. */
export class ModulePool {
  readonly #entries = new Map<string, Entry>();
  /** Modules that could not be loaded, and until when that is not tried again. */
  readonly #unloadable = new Map<
    string,
    { readonly error: PerennialError; readonly until: number }
  >();

  readonly #ownFaults = new WeakSet<Error>();
  readonly #endedWhenIdle = new Set<number>();
  /** Processes that are in no entry: see {@link aside}. */
  readonly #aside = new Set<ModuleProcess>();
  #holds = 0;

  constructor(
    private readonly runtime: TokenRuntime,
    private readonly limits: TokenLimits,
    private readonly timers: TokenTimers,
    private readonly health: ModuleHealth,
  ) {}

  /**
   * Does something with a module's process, which is not ended meanwhile.
   * @throws PerennialError `token.module-quarantined`, `token.cancelled`, and what starting it throws.
   */
  async use<T>(
    module: FoundModule,
    action: (process: ModuleProcess) => Promise<T>,
    { signal, brief = false }: PoolUse = {},
  ): Promise<T> {
    const entry = this.#entry(module, brief);
    entry.users += 1;
    entry.idle?.cancel();
    try {
      return await action(await unlessAborted(entry.process, signal));
    } finally {
      entry.users -= 1;
      if (entry.users === 0 && entry.started === undefined) entry.unwanted.abort();
      else if (entry.users === 0) this.#endWhenIdle(module.path, entry);
    }
  }

  /**
   * Does something with a process of its own, which is ended then: what happens in the one that is
   * used otherwise is not disturbed.
   * @throws what {@link use} throws.
   */
  async aside<T>(
    module: FoundModule,
    action: (process: ModuleProcess) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    await this.#check(module);
    const process = await this.#load(module, this.limits, signal);
    this.#aside.add(process);
    try {
      return await action(process);
    } finally {
      this.#aside.delete(process);
      process.end();
    }
  }

  /** A module's process, if it runs. */
  running(path: string): ModuleProcess | undefined {
    const started = this.#entries.get(path)?.started;
    return started?.alive === true ? started : undefined;
  }

  /**
   * While it is held, a process that somebody is logged in in is not ended after a short while, so
   * that one run asks for a PIN once.
   */
  hold(): { release(): void } {
    this.#holds += 1;
    this.#timeIdle();
    let held = true;
    return {
      release: () => {
        if (!held) return;
        held = false;
        this.#holds -= 1;
        this.#timeIdle();
      },
    };
  }

  /**
   * Whether a call of the module was not answered in its time in the last minutes.
   * @throws what the records of its crashes throw when they cannot be read.
   */
  async hungLately(path: string): Promise<boolean> {
    try {
      return await this.health.hungLately(path);
    } catch (error) {
      if (error instanceof Error) this.#ownFaults.add(error);
      throw error;
    }
  }

  /** Whether a process was ended for nothing but that it was not needed. */
  endedWhenIdle(pid: number): boolean {
    return this.#endedWhenIdle.has(pid);
  }

  /** Whether an error is none of a module's: Perennial's own records could not be read. */
  isOwnFault(error: unknown): boolean {
    return error instanceof Error && this.#ownFaults.has(error);
  }

  /**
   * Ends a module's process if nobody uses it now; the next use loads the module anew.
   * @returns whether it was ended.
   */
  reload(path: string): boolean {
    const entry = this.#entries.get(path);
    if (entry === undefined || entry.users > 0) return false;
    entry.idle?.cancel();
    this.#end(path, entry);
    return true;
  }

  /** Ends all processes; each logs out of its tokens. */
  end(): void {
    for (const process of this.#aside) process.end();
    for (const [path, entry] of this.#entries) {
      entry.idle?.cancel();
      this.#entries.delete(path);
      if (entry.started === undefined) entry.unwanted.abort();
      entry.process.then(
        (process) => process.end(),
        // Whoever asked for it has been told.
        () => undefined,
      );
    }
  }

  #entry(module: FoundModule, brief: boolean): Entry {
    const there = this.#entries.get(module.path);
    if (there !== undefined && isOfUse(there)) return there;
    const unwanted = new AbortController();
    const process = this.#start(module, brief, unwanted.signal);
    const entry: Entry = { process, unwanted, users: 0 };
    this.#entries.set(module.path, entry);
    entry.process.then(
      (process) => {
        entry.started = process;
      },
      () => {
        if (this.#entries.get(module.path) === entry) this.#entries.delete(module.path);
      },
    );
    return entry;
  }

  async #start(module: FoundModule, brief: boolean, unwanted: AbortSignal): Promise<ModuleProcess> {
    await this.#check(module);
    const unloadable = this.#unloadable.get(module.path);
    if (unloadable !== undefined && this.timers.now() < unloadable.until) throw unloadable.error;
    const isBrief = brief && (await this.hungLately(module.path));
    const start = Math.min(this.limits.start, this.limits.brief);
    try {
      return await this.#load(module, isBrief ? { ...this.limits, start } : this.limits, unwanted);
    } catch (error) {
      if (isUnloadable(error)) {
        const until = this.timers.now() + this.limits.reload;
        this.#unloadable.set(module.path, { error, until });
      }
      throw error;
    }
  }

  async #check(module: FoundModule): Promise<void> {
    try {
      await this.health.check(module.path);
    } catch (error) {
      const quarantined = PerennialError.is(error, "token.module-quarantined");
      if (!quarantined && error instanceof Error) this.#ownFaults.add(error);
      throw error;
    }
  }

  #load(
    module: FoundModule,
    limits: TokenLimits,
    signal: AbortSignal | undefined,
  ): Promise<ModuleProcess> {
    return ModuleProcess.start(module.path, module.parameters, {
      runtime: this.runtime,
      limits,
      timers: this.timers,
      ...(signal === undefined ? {} : { signal }),
      failed: async (error: PerennialError) => {
        await this.health.recordCrash(module.path, error.toJSON());
      },
    });
  }

  /** Times what is idle now anew: who holds it has changed. */
  #timeIdle(): void {
    for (const [path, entry] of this.#entries) {
      if (entry.users === 0 && entry.started !== undefined) this.#endWhenIdle(path, entry);
    }
  }

  #endWhenIdle(path: string, entry: Entry): void {
    entry.idle?.cancel();
    const held = this.#holds > 0 && entry.started?.loggedIn === true;
    entry.idle = this.timers.after(held ? this.limits.held : this.limits.idle, () => {
      if (entry.users > 0) return;
      if (entry.started?.busy === true) this.#endWhenIdle(path, entry);
      else this.#end(path, entry);
    });
  }

  #end(path: string, entry: Entry): void {
    if (this.#entries.get(path) === entry) this.#entries.delete(path);
    const { started } = entry;
    if (started?.alive !== true) return;
    if (started.pid !== undefined) this.#endedWhenIdle.add(started.pid);
    started.end();
  }
}

function isOfUse({ started, unwanted }: Entry): boolean {
  return started === undefined ? !unwanted.signal.aborted : started.alive;
}

/** @throws PerennialError `token.cancelled` once it is aborted. */
async function unlessAborted<T>(wanted: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return wanted;
  const cancelled = Promise.withResolvers<never>();
  const abort = () =>
    cancelled.reject(new PerennialError("token.cancelled", {}, { effect: "none" }));
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([wanted, cancelled.promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

/** Whether starting it again would end the same way until somebody installs something. */
function isUnloadable(error: unknown): error is PerennialError {
  return ["token.module-load-failed", "token.support-missing"].some((code) =>
    PerennialError.is(error, code),
  );
}
