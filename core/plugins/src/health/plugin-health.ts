import type { ErrorData, Instant } from "@perennial/api";

/** A plugin that is not started any more because it crashed too often. */
export interface Quarantine {
  readonly plugin: string;
  readonly since: Instant;
  readonly crashes: number;
  /** What the last crash was. */
  readonly reason: ErrorData;
}

/** Counts crashes of plugin processes and keeps plugins that crash too often from starting. */
export interface PluginHealth {
  /** @throws PerennialError `plugin.quarantined`. */
  check(plugin: string): Promise<void>;
  /**
   * Records a crash.
   * @returns the quarantine, if this crash was one too many.
   */
  recordCrash(plugin: string, reason: ErrorData): Promise<Quarantine | undefined>;
  /** The quarantines, by plugin id. */
  quarantines(): Promise<ReadonlyMap<string, Quarantine>>;
  /** Forgets a plugin's crashes and its quarantine. */
  lift(plugin: string): Promise<void>;
}
export const PluginHealth: unique symbol = Symbol("PluginHealth");
