import type { CancellationToken, ErrorData, GuardRequest, Json, Outcome } from "@perennial/api";
import type { KnownPlugin, PluginPort, StepCallbacks, StepRun } from "@perennial/engine";
import type { PluginProcesses } from "./plugin-processes.js";
import type { RunnablePlugin } from "./runnable-plugin.js";

/** The plugins that are there and may be used: enablement, policy and quarantine applied. */
export interface PluginCatalogue {
  plugins(): Promise<readonly KnownPlugin[]>;
  /** @throws PerennialError `plugin.not-found`, `plugin.disabled`, `policy.*`, `plugin.quarantined`. */
  plugin(id: string, version: string): Promise<RunnablePlugin>;
  /** The version that would be used now. Throws as `plugin` does. */
  active(id: string): Promise<RunnablePlugin>;
}

/** The engine's way to plugins: the catalogue says which, the processes run them. */
export class PluginHost implements PluginPort {
  constructor(
    private readonly catalogue: PluginCatalogue,
    private readonly processes: PluginProcesses,
  ) {}

  plugins(): Promise<readonly KnownPlugin[]> {
    return this.catalogue.plugins();
  }

  plugin(id: string, version: string): Promise<KnownPlugin> {
    return this.catalogue.plugin(id, version);
  }

  async runStep(
    run: StepRun,
    callbacks: StepCallbacks,
    cancellation: CancellationToken,
  ): Promise<Outcome<Json>> {
    const plugin = await this.catalogue.plugin(run.pluginId, run.pluginVersion);
    return await this.processes.runStep(plugin, run, callbacks, cancellation);
  }

  async guard(
    pluginId: string,
    provider: string,
    request: GuardRequest,
  ): Promise<"allowed" | ErrorData> {
    const plugin = await this.catalogue.active(pluginId);
    return await this.processes.guard(plugin, provider, request);
  }

  dispose(): Promise<void> {
    return this.processes.dispose();
  }
}
