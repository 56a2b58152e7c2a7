import { inject, type Json } from "@perennial/api";
import type { ClockPort } from "@perennial/engine";
import { RenewalStoreToken, type RenewalStore } from "@perennial/store";
import { injectable } from "tsyringe";
import { ClockToken } from "./tokens.js";

const prefix = "plugin.enabled.";

/** Which plugins a person has switched off. Without a word, a plugin is on. */
@injectable()
export class PluginSwitches {
  constructor(
    @inject(RenewalStoreToken) private readonly store: RenewalStore,
    @inject(ClockToken) private readonly clock: ClockPort,
  ) {}

  /** Ids of the plugins that are off. */
  async off(): Promise<ReadonlySet<string>> {
    const settings = await this.store.settings(prefix);
    return new Set(
      Object.entries(settings)
        .filter(([, on]: readonly [string, Json]) => on !== true)
        .map(([name]) => name.slice(prefix.length)),
    );
  }

  async turn(plugin: string, on: boolean): Promise<void> {
    const at = new Date(this.clock.now()).toISOString();
    const event = on ? "plugin.enabled" : "plugin.disabled";
    await this.store.setSetting(prefix + plugin, on, { event, data: { plugin } }, at);
  }
}
