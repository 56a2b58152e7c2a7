import type { ErrorData } from "@perennial/api";
import type { InstalledPlugin, PluginListing } from "./installed-plugin.js";

/**
 * The plugins that are there, found by their manifests alone: no plugin code runs for anything here.
 * Each call looks at the folders as they are now.
 *
 * Errors of all methods: `plugin.folder-unreadable` (never taken for an empty folder),
 * `plugin.dir-not-found` and `plugin.dir-empty` (of `--plugin-dir`).
 */
export interface PluginCatalogue {
  /** Of each plugin the newest version that may be used now. */
  plugins(): Promise<readonly InstalledPlugin[]>;
  /** Those of {@link plugins} that serve these providers; only their manifests are read. */
  forProviders(providers: readonly string[]): Promise<readonly InstalledPlugin[]>;
  /**
   * The plugin in this version.
   * @throws PerennialError `plugin.not-found`, `plugin.version-gone`, `policy.refused`,
   *   `policy.unreadable`, `plugin.disabled`, `plugin.quarantined`, `plugin.invalid`,
   *   `plugin.id-conflict`.
   */
  plugin(id: string, version: string): Promise<InstalledPlugin>;
  /** The newest version that may be used now. Throws as {@link plugin} does if there is none. */
  active(id: string): Promise<InstalledPlugin>;
  /** The newest version that may be used now and carries on renewals that began under `version`. */
  successor(id: string, version: string): Promise<InstalledPlugin | undefined>;
  /** Why no plugin serves this provider now; undefined if one does. */
  whyAbsent(provider: string): Promise<ErrorData | undefined>;
  /**
   * Folder of a plugin's translations, of the newest version that names one. For a plugin that may
   * not be used too: its certificates are shown all the same. Undefined if there is none.
   */
  translations(id: string): Promise<string | undefined>;
  /** Every folder that was found, with everything that is wrong with it. */
  list(): Promise<readonly PluginListing[]>;
  /** Lets a plugin start again; lifts its quarantine. @throws PerennialError `plugin.not-found`. */
  enable(id: string): Promise<void>;
  /** Keeps a plugin from starting. @throws PerennialError `plugin.not-found`. */
  disable(id: string): Promise<void>;
}
export const PluginCatalogue: unique symbol = Symbol("PluginCatalogue");
