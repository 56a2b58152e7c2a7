export { buildProgram, compiler } from "./build-library.js";
export {
  certificateTemplate,
  makeCertificates,
  type FixtureCertificate,
  type TemplateAttribute,
} from "./certificate-fixtures.js";
export {
  attributes,
  ckr,
  ckrName,
  combinedMechanisms,
  curves,
  ecMechanisms,
  mechanisms,
  tokenFlags,
  type AttributeName,
  type Ckr,
  type CurveName,
  type MechanismName,
  type TokenFlag,
} from "./cryptoki.js";
export { FaultShim, type SetFault } from "./fault-shim.js";
export { Pkcs11Probe, ProbeEnded, ProbeError } from "./pkcs11-probe.js";
export { requireRig } from "./require-rig.js";
export { faultPoints, type FaultPoint, type LoggedCall } from "./shim-log.js";
export type {
  ShimAction,
  ShimCall,
  ShimCrash,
  ShimFault,
  ShimLie,
  ShimSettings,
  ShimToken,
} from "./shim-settings.js";
export { SoftHsm, type SoftHsmOptions, type SoftToken, type TokenSnapshot } from "./soft-hsm.js";
export type { PivKey, PivSlot, SignatureFault } from "./piv-card.js";
export { makePivKey, type PivKeyKind } from "./piv-keys.js";
export { VirtualCard } from "./virtual-card.js";
export type { CardStatus } from "./virtual-card-worker.js";
export { VirtualReader, type PivCardSettings } from "./virtual-reader.js";
