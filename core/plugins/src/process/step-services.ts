import type { Json } from "@perennial/api";
import type { StepCallbacks, StepRun } from "@perennial/engine";
import type { RunnablePlugin } from "./runnable-plugin.js";

/** One run of a step, as the host's services see it. */
export interface StepContext {
  readonly plugin: RunnablePlugin;
  readonly run: StepRun;
  readonly callbacks: StepCallbacks;
  /** Aborted when the step is to stop: what takes long need not be waited for. */
  readonly signal?: AbortSignal;
}

/** What a run of a step may ask of the host, checked against the plugin's permissions. */
export interface StepServices {
  /**
   * @param method `<service>.<method>`.
   * @throws PerennialError `plugin.bad-call`, `plugin.permission-denied`, and what the service throws.
   */
  call(method: string, args: readonly unknown[]): Promise<Json>;
}

/** Opens the services for the runs of steps. */
export interface StepServicesFactory {
  open(context: StepContext): Promise<StepServices>;
  /** The process of the plugin has ended: what it held for its renewals is released. */
  close(plugin: RunnablePlugin): Promise<void>;
}
