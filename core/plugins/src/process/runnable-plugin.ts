import type { Manifest } from "@perennial/api";
import type { KnownPlugin } from "@perennial/engine";

/** A plugin that may be started: what is known of it, and its manifest. */
export interface RunnablePlugin extends KnownPlugin {
  readonly manifest: Manifest;
}
