import type { Manifest, Message, Permissions } from "@perennial/api";
import type { KnownPlugin } from "@perennial/engine";
import type { Finding } from "../manifest/finding.js";
import type { PluginSourceKind, Verdict } from "../policy/verdict.js";
import type { Quarantine } from "../health/plugin-health.js";

/** A plugin that may be used: sound, allowed, enabled. None of its code has run. */
export interface InstalledPlugin extends KnownPlugin {
  /** Package name. */
  readonly name: string;
  readonly source: PluginSourceKind;
  /** Absolute path of the bundled code. */
  readonly main: string;
  /** Absolute path of the folder of translations. */
  readonly l10n: string;
  readonly permissions: Permissions;
  readonly manifest: Manifest;
}

/** A plugin's folder as listings show it, whether it may be used or not. */
export interface PluginListing {
  readonly folder: string;
  readonly source: PluginSourceKind;
  /** Absent where the manifest cannot be read so far. */
  readonly id?: string;
  readonly version?: string;
  readonly publisher?: string;
  /** As in the manifest, `%key%` included. */
  readonly displayName?: string;
  /** Absolute path of the folder of translations, if the manifest names one that is inside. */
  readonly l10n?: string;
  readonly enabled: boolean;
  /** Absent where the manifest cannot be read so far. */
  readonly verdict?: Verdict;
  readonly quarantine?: Quarantine;
  readonly providers: readonly { readonly id: string; readonly title: string }[];
  /** What it may use, in plain words. */
  readonly permissions: readonly Message[];
  readonly findings: readonly Finding[];
  /** Whether new renewals use it. */
  readonly active: boolean;
  /** Why it is not the one that new renewals use, and what else is worth knowing. */
  readonly notes: readonly Message[];
}
