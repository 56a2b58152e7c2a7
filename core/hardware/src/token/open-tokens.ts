import type { FileOperations } from "../files/file-operations.js";
import type { HealthRecords } from "./host/recorded-module-health.js";
import type { ModuleDiscovery } from "./host/module-discovery.js";
import type { ModuleHealth } from "./host/module-health.js";
import type { TokenTimers } from "./host/timers.js";
import type { TokenMatch } from "./host/token-identity.js";
import type { TokenLimits } from "./host/token-limits.js";
import type { TokenModules } from "./host/token-modules.js";
import type { TokenRuntime } from "./host/token-runtime.js";
import type { PinSource } from "./keys/pin-source.js";
import type { TokenKeys } from "./keys/token-keys.js";
import type { PinLedger } from "./ledger/pin-ledger.js";

/** What the tokens' side is made of. */
export interface TokenSetting {
  /** Absolute path of Perennial's home folder. */
  readonly home: string;
  readonly runtime: TokenRuntime;
  readonly discovery: ModuleDiscovery;
  readonly records: HealthRecords;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly limits?: Partial<TokenLimits>;
  readonly timers?: TokenTimers;
  readonly files?: FileOperations;
}

/** Everything that has to do with tokens. No process is started before it is needed. */
export interface TokenServices {
  readonly modules: TokenModules;
  readonly health: ModuleHealth;
  readonly ledger: PinLedger;
  /** The keys of one token; PINs for it come from `pins`. */
  keys(match: TokenMatch, pins: PinSource): TokenKeys;
}

/** Brings it together; what it takes is loaded only now. */
export async function openTokens(setting: TokenSetting): Promise<TokenServices> {
  const { TokenComposition } = await import("./token-composition.js");
  return new TokenComposition(setting);
}
