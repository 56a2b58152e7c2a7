export { accounts, type Account } from "./account.js";
export type { CertificateMailOptions } from "./certificate-mail.js";
export { configurationVariants, type ConfigurationVariant } from "./configuration-file.js";
export type { ExistingCertificate, ExistingCertificateRequest } from "./existing-certificate.js";
export type { AutomaticWork, LuxtrustSimulatorOptions } from "./options.js";
export type { Order, OrderState, PersonalData } from "./order.js";
export type { ApprovalOptions } from "./order-office.js";
export {
  LuxtrustSimulator,
  startLuxtrustSimulator,
  type LuxtrustAddresses,
  type LuxtrustRoots,
  type RootFiles,
} from "./simulator.js";
export { defaultUsers, type SofieUser } from "./users.js";
export type { Fault, FaultKind, FaultSpec } from "../shared/faults.js";
export type { Mail } from "../shared/mailbox.js";
