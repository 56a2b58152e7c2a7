import type { ErrorData } from "@perennial/api";

/** Counts what goes wrong with a plugin, and keeps one that fails too often from being started. */
export interface PluginHealth {
  /** @throws PerennialError `plugin.quarantined`. */
  check(id: string): Promise<void>;
  recordCrash(id: string, reason: ErrorData): Promise<void>;
}
