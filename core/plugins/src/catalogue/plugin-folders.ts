/** Where plugins are looked for. All paths are absolute. */
export interface PluginFolders {
  /** Folders of the plugins that come with Perennial. */
  readonly builtIn: readonly string[];
  /** Perennial's home; plugins are in `plugins/`, the cache of manifests in `cache/plugins.json`. */
  readonly home: string;
  /** What `--plugin-dir` named: a plugin, or a folder that holds plugins. */
  readonly pluginDirs: readonly string[];
}
export const PluginFolders: unique symbol = Symbol("PluginFolders");
