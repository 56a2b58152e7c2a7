import type { PerennialError } from "@perennial/api";
import type { Quarantine } from "../health/plugin-health.js";
import { quarantined } from "../health/quarantine-error.js";
import type { PolicyInForce } from "../policy/policy-gate.js";
import type { Verdict } from "../policy/verdict.js";
import type { FoundFolder } from "./found-folder.js";
import { disabled, refused } from "./plugin-errors.js";
import type { Candidate, PluginVersions } from "./shelf.js";

/** All that decides about plugins, as it is at one moment. */
export interface Situation {
  /** Every folder; a candidate where the manifest has a usable id and version. */
  readonly found: readonly (FoundFolder | Candidate)[];
  readonly shelf: ReadonlyMap<string, PluginVersions>;
  readonly policy: PolicyInForce;
  /** Ids of plugins that are switched off. */
  readonly off: ReadonlySet<string>;
  readonly quarantines: ReadonlyMap<string, Quarantine>;
}

export function isCandidate(found: FoundFolder | Candidate): found is Candidate {
  return "summary" in found;
}

export function verdictOn({ policy }: Situation, { summary, source }: Candidate): Verdict {
  return policy.evaluate({ ...summary, source });
}

/**
 * Why a plugin may not be used whatever is in its folder, or undefined. Policy speaks first: what it
 * refuses, nobody else can let in.
 */
export function refusalOf(now: Situation, candidate: Candidate): PerennialError | undefined {
  const { id } = candidate.summary;
  const verdict = verdictOn(now, candidate);
  if (verdict.verdict === "refused") return refused(candidate.summary, verdict);
  if (now.off.has(id)) return disabled(id);
  const quarantine = now.quarantines.get(id);
  return quarantine === undefined ? undefined : quarantined(quarantine);
}
