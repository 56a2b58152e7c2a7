export type { AccessGrant, Blocked, RenewalVariant } from "./office/access-grant.js";
export { signaturesLimit, timeLimitDays } from "./office/access-grant.js";
export type { AutomaticWork, MulticertSimulatorOptions } from "./options.js";
export { presetNames, presets, type PresetName } from "./presets.js";
export {
  MulticertSimulator,
  startMulticertSimulator,
  type MulticertAddresses,
  type MulticertRootFiles,
  type MulticertRoots,
} from "./simulator.js";
export type { ServiceVariant } from "./office/service-register.js";
export type {
  AuthMode,
  CallbackVariant,
  CodeSource,
  CredentialOptions,
  CscVersion,
  Presence,
  TrustOptions,
} from "./trust/trust-options.js";
export type { Fault, FaultKind, FaultSpec } from "../shared/faults.js";
export type { Mail } from "../shared/mailbox.js";
