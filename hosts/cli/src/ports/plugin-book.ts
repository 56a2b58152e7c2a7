import type { ErrorData, Instant, Message } from "@perennial/api";
import type { KnownPlugin } from "@perennial/engine";

/** A plugin's folder as listings show it, whether it may be used or not; its code is not loaded. */
export interface PluginListing {
  readonly folder: string;
  readonly source: "built-in" | "home" | "plugin-dir";
  readonly id?: string;
  readonly version?: string;
  readonly publisher?: string;
  /** As in the manifest, `%key%` included. */
  readonly displayName?: string;
  /** Absolute path of the folder of translations. */
  readonly l10n?: string;
  readonly enabled: boolean;
  /** What the organisation's policy says. */
  readonly verdict?:
    | { readonly verdict: "allowed" }
    | {
        readonly verdict: "refused";
        readonly code: string;
        readonly rule: { readonly id: string; readonly file: string };
      };
  readonly providers: readonly { readonly id: string; readonly title: string }[];
  /** What it may use, in plain words. */
  readonly permissions: readonly Message[];
  readonly findings: readonly PluginFinding[];
  /** Set when it crashed too often and is not started any more. */
  readonly quarantine?: {
    readonly since: Instant;
    readonly crashes: number;
    readonly reason: ErrorData;
  };
  /** Whether new renewals use it. */
  readonly active: boolean;
  /** Why it is not the one that new renewals use, and what else is worth knowing. */
  readonly notes: readonly Message[];
}

/** What a rule found in a plugin's folder. */
export interface PluginFinding {
  readonly rule: string;
  readonly severity: "error" | "warning";
  /** Relative to the plugin's folder. */
  readonly file: string;
  /** JSON Pointer (RFC 6901) into the file. */
  readonly path: string;
  readonly message: Message;
  readonly hint: Message;
}

/** What a check of a plugin's folder found. */
export interface PluginInspection {
  readonly findings: readonly PluginFinding[];
  /** Whether its code was loaded, or why not. */
  readonly code: "loaded" | "not-wanted" | "unsound" | "refused";
  readonly refusal?: ErrorData;
}

/** The plugins of this installation. */
export interface PluginBook {
  /** Of each plugin the newest version that may be used now. */
  plugins(): Promise<readonly KnownPlugin[]>;
  /** Why no plugin serves this provider now; undefined if one does. */
  whyAbsent(provider: string): Promise<ErrorData | undefined>;
  list(): Promise<readonly PluginListing[]>;
  /** @throws PerennialError `plugin.not-found` */
  enable(id: string): Promise<void>;
  disable(id: string): Promise<void>;
  /** Every finding about a folder; none if it is sound. With `code` its code is loaded too. */
  validate(folder: string, options: { readonly code: boolean }): Promise<PluginInspection>;
}
