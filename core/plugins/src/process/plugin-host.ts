import type { CancellationToken, ErrorData, GuardRequest, Json, Outcome } from "@perennial/api";
import type { KnownPlugin, PluginPort, StepCallbacks, StepRun } from "@perennial/engine";
import type { PluginCatalogue } from "../catalogue/plugin-catalogue.js";
import type { PluginProcesses } from "./plugin-processes.js";

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

  forProviders(providers: readonly string[]): Promise<readonly KnownPlugin[]> {
    return this.catalogue.forProviders(providers);
  }

  successor(id: string, version: string): Promise<KnownPlugin | undefined> {
    return this.catalogue.successor(id, version);
  }

  whyAbsent(provider: string): Promise<ErrorData | undefined> {
    return this.catalogue.whyAbsent(provider);
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
