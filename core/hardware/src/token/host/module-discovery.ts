import { token } from "@perennial/api";
import type { DiscoveryRemark, FoundModule } from "../modules/found-module.js";

/** Finds modules; the first that has a token counts before the others. */
export interface ModuleDiscovery {
  find(): Promise<{
    readonly modules: readonly FoundModule[];
    readonly remarks: readonly DiscoveryRemark[];
  }>;
}
export const ModuleDiscoveryToken = token<ModuleDiscovery>("hardware.module-discovery");
