import type { KeyObject } from "node:crypto";
import type { SimulatorOptions } from "../shared/simulator-options.js";
import type { OfficeOptions } from "./office/office-options.js";
import type { PresetName } from "./presets.js";
import type { CredentialOptions, TrustOptions } from "./trust/trust-options.js";

/** What is done without anybody asking. */
export interface AutomaticWork {
  /** Whether Sign'Stash mails its own notices, daily at 08:00 UTC. */
  readonly notices?: boolean;
}

export interface MulticertSimulatorOptions extends SimulatorOptions {
  readonly automatic?: AutomaticWork;
  /** Default `multicert`. */
  readonly preset?: PresetName;
  /** What differs from the preset's authority. */
  readonly trust?: Partial<TrustOptions>;
  /** What differs from the preset's credentials, all of them alike. */
  readonly credential?: Partial<CredentialOptions>;
  /** An RSA key for all credentials. Default: each has one of its own, which takes a while. */
  readonly credentialKey?: KeyObject;
  /** What differs from the preset's back office. */
  readonly office?: Partial<OfficeOptions>;
}
