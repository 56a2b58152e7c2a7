import { PerennialError, type ErrorData, type ProviderManifest } from "@perennial/api";
import { RenewalStoreToken, type ProfileRecord, type RenewalStore } from "@perennial/store";
import { inject, injectable } from "tsyringe";
import type { KnownPlugin, PluginPort } from "../ports/plugin-port.js";
import { PluginPortToken } from "../ports/tokens.js";

/** A provider and the plugin that brings it. */
export interface ServedProvider {
  readonly plugin: KnownPlugin;
  readonly provider: ProviderManifest;
}

/** Finds profiles and what serves them, from manifests alone. */
@injectable()
export class Providers {
  constructor(
    @inject(RenewalStoreToken.symbol) private readonly store: RenewalStore,
    @inject(PluginPortToken.symbol) private readonly plugins: PluginPort,
  ) {}

  /** @throws PerennialError `profile.not-found` */
  async profile(id: string): Promise<ProfileRecord> {
    const found = (await this.store.profiles()).find((profile) => profile.id === id);
    if (found === undefined) throw new PerennialError("profile.not-found", { profile: id });
    return found;
  }

  /** Those of the named providers that may be used now, by id. */
  async among(providers: readonly string[]): Promise<ReadonlyMap<string, ServedProvider>> {
    const wanted = new Set(providers);
    if (wanted.size === 0) return new Map();
    const plugins = await (this.plugins.forProviders?.([...wanted]) ?? this.plugins.plugins());
    return new Map(
      plugins.flatMap((plugin) =>
        plugin.providers
          .filter((provider) => wanted.has(provider.id))
          .map((provider) => [provider.id, { plugin, provider }] as const),
      ),
    );
  }

  /** @throws PerennialError why no plugin serves the provider: `plugin.*`, `policy.*` */
  async serving(provider: string): Promise<ServedProvider> {
    const found = (await this.among([provider])).get(provider);
    if (found !== undefined) return found;
    throw PerennialError.fromJSON(await this.whyAbsent(provider));
  }

  async whyAbsent(provider: string): Promise<ErrorData> {
    const why = await this.plugins.whyAbsent?.(provider);
    return why ?? new PerennialError("plugin.provider-not-found", { provider }).toJSON();
  }
}
