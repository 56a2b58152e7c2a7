import { PerennialError, type ErrorData, type ProviderManifest } from "@perennial/api";
import type { RenewalRecord } from "@perennial/store";
import { inject, injectable } from "tsyringe";
import type { PluginPort } from "../ports/plugin-port.js";
import { PluginPortToken } from "../ports/tokens.js";
import { Providers, type ServedProvider } from "./providers.js";

/** What goes on with a renewal now, or why nothing does. */
export interface Pinned {
  readonly provider?: ProviderManifest;
  readonly blocked?: ErrorData;
}

type Served = ReadonlyMap<string, ServedProvider>;

/**
 * What renewals are pinned to: the version they began under, or one that takes it over. The newest
 * version says nothing about them: it may be usable where theirs is refused, and the other way round.
 */
@injectable()
export class PinnedProviders {
  constructor(
    @inject(PluginPortToken.symbol) private readonly plugins: PluginPort,
    @inject(Providers) private readonly providers: Providers,
  ) {}

  async of(renewal: RenewalRecord): Promise<Pinned> {
    const served = await this.providers.among([renewal.provider]);
    const known = served.get(renewal.provider);
    const pinned = await this.look(renewal, known);
    // Over is over: any version has titles for it.
    if (!isOver(renewal) || pinned.provider !== undefined || known === undefined) return pinned;
    return { provider: known.provider };
  }

  /**
   * The same for many, looked at once for each version. Of those that are over only what is served.
   * @param served the providers that may be used now.
   */
  async among(
    renewals: readonly RenewalRecord[],
    served: Served,
  ): Promise<(renewal: RenewalRecord) => Pinned> {
    const found = new Map<string, Pinned>();
    for (const renewal of renewals) {
      if (isOver(renewal) || found.has(pinOf(renewal))) continue;
      found.set(pinOf(renewal), await this.look(renewal, served.get(renewal.provider)));
    }
    return (renewal) => {
      const provider = served.get(renewal.provider)?.provider;
      if (isOver(renewal)) return provider === undefined ? {} : { provider };
      return found.get(pinOf(renewal)) ?? {};
    };
  }

  private async look(renewal: RenewalRecord, served: ServedProvider | undefined): Promise<Pinned> {
    const { provider, pluginId, pluginVersion } = renewal;
    if (served?.plugin.id === pluginId && served.plugin.version === pluginVersion) {
      return { provider: served.provider };
    }
    try {
      return named(await this.plugins.plugin(pluginId, pluginVersion), provider);
    } catch (error) {
      if (!PerennialError.is(error)) throw error;
      const isGone = error.code === "plugin.version-gone" || error.code === "plugin.not-found";
      const successor = isGone
        ? await this.plugins.successor?.(pluginId, pluginVersion)
        : undefined;
      return successor === undefined ? { blocked: error.toJSON() } : named(successor, provider);
    }
  }
}

function named(
  { providers }: { readonly providers: readonly ProviderManifest[] },
  id: string,
): Pinned {
  const provider = providers.find((one) => one.id === id);
  return provider === undefined ? {} : { provider };
}

function pinOf({ provider, pluginId, pluginVersion }: RenewalRecord): string {
  return JSON.stringify([provider, pluginId, pluginVersion]);
}

function isOver({ state }: RenewalRecord): boolean {
  return state === "done" || state === "cancelled";
}
