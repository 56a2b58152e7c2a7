import { randomUUID } from "node:crypto";
import { inject, type ErrorData, type Instant, type Json } from "@perennial/api";
import type { ClockPort } from "@perennial/engine";
import { RenewalStoreToken, type RenewalStore } from "@perennial/store";
import { injectable } from "tsyringe";
import { isRecord } from "../manifest/navigate.js";
import { ClockToken } from "../catalogue/tokens.js";
import type { PluginHealth, Quarantine } from "./plugin-health.js";
import { quarantined } from "./quarantine-error.js";

/** So many crashes… */
const maxCrashes = 3;
/** …within so many milliseconds put a plugin in quarantine. */
const windowMs = 5 * 60_000;

const crashPrefix = "plugin.crash.";
const quarantinePrefix = "plugin.quarantine.";

/**
 * Health kept in the journal's settings. Each crash is an entry of its own, so that two processes
 * that see crashes at the same time lose none.
 */
@injectable()
export class StorePluginHealth implements PluginHealth {
  constructor(
    @inject(RenewalStoreToken) private readonly store: RenewalStore,
    @inject(ClockToken) private readonly clock: ClockPort,
  ) {}

  async check(plugin: string): Promise<void> {
    const setting = await this.store.setting(quarantinePrefix + plugin);
    if (setting !== undefined) throw quarantined(read(plugin, setting));
  }

  async recordCrash(plugin: string, reason: ErrorData): Promise<Quarantine | undefined> {
    const now = this.clock.now();
    const at = new Date(now).toISOString();
    await this.store.setSetting(`${this.#crashes(plugin)}${randomUUID()}`, at, undefined, at);
    const crashes = await this.#prune(plugin, now, at);
    if (crashes < maxCrashes) return undefined;
    const data = { since: at, crashes, reason: plain(reason) };
    await this.store.setSetting(
      quarantinePrefix + plugin,
      data,
      { event: "plugin.quarantined", data: { plugin, crashes, reason: reason.code } },
      at,
    );
    return { plugin, since: at, crashes, reason };
  }

  async quarantines(): Promise<ReadonlyMap<string, Quarantine>> {
    const settings = await this.store.settings(quarantinePrefix);
    return new Map(
      Object.entries(settings).map(([name, setting]) => {
        const plugin = name.slice(quarantinePrefix.length);
        return [plugin, read(plugin, setting)];
      }),
    );
  }

  async lift(plugin: string): Promise<void> {
    const at = new Date(this.clock.now()).toISOString();
    for (const name of Object.keys(await this.store.settings(this.#crashes(plugin)))) {
      await this.store.setSetting(name, undefined, undefined, at);
    }
    const name = quarantinePrefix + plugin;
    if ((await this.store.setting(name)) === undefined) return;
    const audit = { event: "plugin.quarantine-lifted", data: { plugin } };
    await this.store.setSetting(name, undefined, audit, at);
  }

  /** Forgets crashes outside the window. @returns how many are left. */
  async #prune(plugin: string, now: number, at: Instant): Promise<number> {
    let left = 0;
    for (const [name, setting] of Object.entries(
      await this.store.settings(this.#crashes(plugin)),
    )) {
      const age = now - Date.parse(String(setting));
      // A clock that was set back leaves crashes in the future; far ones count no more than old ones.
      if (Math.abs(age) < windowMs) left += 1;
      else await this.store.setSetting(name, undefined, undefined, at);
    }
    return left;
  }

  /** Ids are kebab case, so that no id's prefix is the beginning of another's. */
  #crashes(plugin: string): string {
    return `${crashPrefix}${plugin}.`;
  }
}

/** A quarantine that cannot be read is one nevertheless. */
function read(plugin: string, setting: Json): Quarantine {
  const data = isRecord(setting) ? setting : {};
  const { since, crashes, reason } = data;
  return {
    plugin,
    since: typeof since === "string" ? since : "",
    crashes: typeof crashes === "number" ? crashes : maxCrashes,
    reason:
      isRecord(reason) && typeof reason["code"] === "string"
        ? (reason as unknown as ErrorData)
        : { code: "plugin.crashed", params: { plugin } },
  };
}

/** As the journal's settings take it. */
function plain(error: ErrorData): Json {
  return JSON.parse(JSON.stringify(error)) as Json;
}
