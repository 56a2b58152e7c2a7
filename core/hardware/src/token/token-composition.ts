import { ModulePool } from "./host/module-pool.js";
import { ProcessTokenModules } from "./host/process-token-modules.js";
import { RecordedModuleHealth } from "./host/recorded-module-health.js";
import { systemTokenTimers, type TokenTimers } from "./host/timers.js";
import type { TokenMatch } from "./host/token-identity.js";
import { DEFAULT_TOKEN_LIMITS, type TokenLimits } from "./host/token-limits.js";
import { Generations } from "./keys/generations.js";
import { PinDesk } from "./keys/pin-desk.js";
import type { PinSource } from "./keys/pin-source.js";
import { RemovalLock } from "./keys/removal-lock.js";
import { TokenAccess } from "./keys/token-access.js";
import { TokenKeyStore } from "./keys/token-key-store.js";
import { FilePinLedger } from "./ledger/file-pin-ledger.js";
import type { TokenServices, TokenSetting } from "./open-tokens.js";

/** The tokens' side of a host. */
export class TokenComposition implements TokenServices {
  readonly modules: ProcessTokenModules;
  readonly health: RecordedModuleHealth;
  readonly ledger: FilePinLedger;
  readonly #limits: TokenLimits;
  readonly #removals: RemovalLock;
  readonly #generations: Generations;
  readonly #timers: TokenTimers;

  constructor(setting: TokenSetting) {
    const { home, runtime, discovery, records, now, files } = setting;
    const timers = setting.timers ?? systemTokenTimers;
    this.#timers = timers;
    this.#limits = { ...DEFAULT_TOKEN_LIMITS, ...setting.limits };
    this.#generations = new Generations(home, timers, files);
    const busy = () => this.#generations.underWay();
    this.health = new RecordedModuleHealth(records, now, busy);
    this.ledger = new FilePinLedger(home, now, files);
    this.#removals = new RemovalLock(home, files);
    const pool = new ModulePool(runtime, this.#limits, timers, this.health);
    this.modules = new ProcessTokenModules(discovery, pool, this.#limits, timers);
  }

  keys(match: TokenMatch, pins: PinSource): TokenKeyStore {
    const desk = new PinDesk(this.ledger, pins);
    const access = new TokenAccess(this.modules, desk, match, this.#limits);
    return new TokenKeyStore(access, this.#timers, this.#removals, this.#generations);
  }
}
