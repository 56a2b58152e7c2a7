import { PerennialError, type ProviderManifest, type StepManifest } from "@perennial/api";
import { RenewalStoreToken, type Journal, type RenewalStore } from "@perennial/store";
import { inject, injectable } from "tsyringe";
import type { ClockPort } from "../ports/clock-port.js";
import type { KnownPlugin, PluginPort } from "../ports/plugin-port.js";
import { ClockPortToken, PluginPortToken } from "../ports/tokens.js";
import { toInstant } from "../time.js";
import type { Lease } from "./lease.js";

/** The plugin that goes on with a renewal: the version it began under, or one that takes it over. */
@injectable()
export class PinnedPlugin {
  constructor(
    @inject(RenewalStoreToken.symbol) private readonly store: RenewalStore,
    @inject(PluginPortToken.symbol) private readonly plugins: PluginPort,
    @inject(ClockPortToken.symbol) private readonly clock: ClockPort,
  ) {}

  /**
   * The manifest's part for this renewal. Pins the renewal to another version if only that is there
   * and takes it over; the journal is to be read again then.
   * @throws PerennialError `plugin.version-gone`, `plugin.disabled`, `plugin.quarantined`, `policy.*`
   */
  async provider(
    journal: Journal,
    lease: Lease,
  ): Promise<{ readonly provider: ProviderManifest; readonly repinned: boolean }> {
    const { pluginId, pluginVersion } = journal.renewal;
    try {
      const plugin = await this.plugins.plugin(pluginId, pluginVersion);
      return { provider: providerOf(plugin, journal), repinned: false };
    } catch (error) {
      const gone = PerennialError.is(error, "plugin.version-gone");
      if (!gone && !PerennialError.is(error, "plugin.not-found")) throw error;
      const successor = await this.plugins.successor?.(pluginId, pluginVersion);
      if (successor === undefined) throw gone ? error : versionGone(journal, error);
      const provider = takeOver(successor, journal);
      const steps = provider.steps.map((step) => step.name);
      await this.store.repin(lease.fence, successor.version, steps, toInstant(this.clock.now()));
      return { provider, repinned: true };
    }
  }
}

/** The whole plugin is gone; what is needed is not any version of it, but this one. */
function versionGone(journal: Journal, cause: unknown): PerennialError {
  const { id, pluginId, pluginVersion } = journal.renewal;
  return new PerennialError(
    "plugin.version-gone",
    { renewal: id, plugin: pluginId, version: pluginVersion, available: "–", successor: "none" },
    { effect: "none", cause },
  );
}

/** The step's part of the manifest. @throws PerennialError `plugin.step-gone` */
export function stepOf(provider: ProviderManifest, journal: Journal, name: string): StepManifest {
  const found = provider.steps.find((step) => step.name === name);
  if (found !== undefined) return found;
  const { pluginId, pluginVersion } = journal.renewal;
  const params = { plugin: pluginId, version: pluginVersion, step: name };
  throw new PerennialError("plugin.step-gone", params, { effect: "none" });
}

function providerOf(plugin: KnownPlugin, journal: Journal): ProviderManifest {
  const found = plugin.providers.find((provider) => provider.id === journal.renewal.provider);
  if (found !== undefined) return found;
  const params = { plugin: plugin.id, version: plugin.version, provider: journal.renewal.provider };
  throw new PerennialError("plugin.provider-gone", params, { effect: "none" });
}

/** Every step that ended must still be there by name: its output is what later steps read. */
function takeOver(successor: KnownPlugin, journal: Journal): ProviderManifest {
  const provider = providerOf(successor, journal);
  const names = new Set(provider.steps.map((step) => step.name));
  const lost = journal.steps.map((step) => step.name).filter((name) => !names.has(name));
  if (lost.length === 0) return provider;
  const { pluginId, pluginVersion } = journal.renewal;
  throw new PerennialError(
    "plugin.cannot-take-over",
    { plugin: pluginId, version: pluginVersion, successor: successor.version, steps: lost },
    { effect: "none" },
  );
}
