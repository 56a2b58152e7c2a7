import type { PluginSourceKind } from "../policy/verdict.js";

/** A folder that is, or should be, a plugin. */
export interface FoundFolder {
  /** Absolute. */
  readonly folder: string;
  readonly source: PluginSourceKind;
  /** Changes whenever `package.json` does; undefined if there is none that can be looked at. */
  readonly stamp: string | undefined;
}
