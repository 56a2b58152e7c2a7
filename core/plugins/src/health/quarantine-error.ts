import { PerennialError } from "@perennial/api";
import type { Quarantine } from "./plugin-health.js";

/** The refusal to start a plugin in quarantine. */
export function quarantined({ plugin, since, crashes, reason }: Quarantine): PerennialError {
  return new PerennialError(
    "plugin.quarantined",
    { plugin, since, crashes, reason: reason.code },
    { plugin, cause: PerennialError.fromJSON(reason) },
  );
}
