import { PerennialError } from "@perennial/api";
import type { FoundModule } from "../modules/found-module.js";
import type { ModuleHealth } from "./module-health.js";
import { ModuleProcess } from "./module-process.js";
import type { TokenTimers } from "./timers.js";
import type { TokenLimits } from "./token-limits.js";
import type { TokenRuntime } from "./token-runtime.js";

interface Entry {
  readonly process: Promise<ModuleProcess>;
  started?: ModuleProcess;
  idle?: { cancel(): void };
  users: number;
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

  constructor(
    private readonly runtime: TokenRuntime,
    private readonly limits: TokenLimits,
    private readonly timers: TokenTimers,
    private readonly health: ModuleHealth,
  ) {}

  /**
   * Does something with a module's process, which is not ended meanwhile.
   * @throws PerennialError `token.module-quarantined` and what starting it throws.
   */
  async use<T>(module: FoundModule, action: (process: ModuleProcess) => Promise<T>): Promise<T> {
    const entry = this.#entry(module);
    entry.users += 1;
    entry.idle?.cancel();
    try {
      return await action(await entry.process);
    } finally {
      entry.users -= 1;
      if (entry.users === 0) this.#endWhenIdle(module.path, entry);
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

  /** Ends a module's process if nobody uses it now; the next use loads the module anew. */
  reload(path: string): void {
    const entry = this.#entries.get(path);
    if (entry === undefined || entry.users > 0) return;
    entry.idle?.cancel();
    this.#end(path, entry);
  }

  /** Ends all processes; each logs out of its tokens. */
  end(): void {
    for (const [path, entry] of this.#entries) {
      entry.idle?.cancel();
      this.#entries.delete(path);
      entry.process.then(
        (process) => process.end(),
        // Whoever asked for it has been told.
        () => undefined,
      );
    }
  }

  #entry(module: FoundModule): Entry {
    const there = this.#entries.get(module.path);
    if (there !== undefined && (there.started === undefined || there.started.alive)) return there;
    const entry: Entry = { process: this.#start(module), users: 0 };
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

  async #start(module: FoundModule): Promise<ModuleProcess> {
    await this.#check(module);
    const unloadable = this.#unloadable.get(module.path);
    if (unloadable !== undefined && this.timers.now() < unloadable.until) throw unloadable.error;
    try {
      return await this.#load(module);
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

  #load(module: FoundModule): Promise<ModuleProcess> {
    return ModuleProcess.start(module.path, module.parameters, {
      runtime: this.runtime,
      limits: this.limits,
      timers: this.timers,
      failed: async (error: PerennialError) => {
        await this.health.recordCrash(module.path, error.toJSON());
      },
    });
  }

  #endWhenIdle(path: string, entry: Entry): void {
    entry.idle = this.timers.after(this.limits.idle, () => {
      if (entry.users === 0) this.#end(path, entry);
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

/** Whether starting it again would end the same way until somebody installs something. */
function isUnloadable(error: unknown): error is PerennialError {
  return ["token.module-load-failed", "token.support-missing"].some((code) =>
    PerennialError.is(error, code),
  );
}
