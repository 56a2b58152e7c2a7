import type { TokenListing, TokenServices } from "@perennial/hardware";
import type { HostIo } from "../../host-io.js";
import type { Lazy } from "../../lazy.js";
import type { ModulePlace } from "../../token-modules/module-places.js";

/** What `perennial tokens doctor` looks at. */
export interface TokensExamined {
  readonly io: HostIo;
  /** The operating system that is looked at. */
  readonly platform: NodeJS.Platform;
  readonly places: readonly ModulePlace[];
  readonly services: TokenServices;
  /** Every driver is loaded for it, once. */
  readonly listing: Lazy<TokenListing>;
}
