export type {
  ExistingCertificate,
  ExistingCertificateRequest,
} from "./certificates/existing-certificate.js";
export { someSubject } from "./certificates/existing-certificate.js";
export { defaultCustomers, defaultOrders, type Customer } from "./customers.js";
export type { CertumSimulatorOptions } from "./options.js";
export { statusOf, tilesOf, type Order, type Tile, type Tiles } from "./order.js";
export type { NewOrder } from "./order-register.js";
export {
  certificateVariants,
  type AutomaticWork,
  type CertificateVariant,
  type IssuedCertificate,
  type SmimeSubject,
} from "./partner-orders.js";
export {
  CertumSimulator,
  startCertumSimulator,
  type CertumAddresses,
  type CertumRootFiles,
  type CertumRoots,
} from "./simulator.js";
export type { Fault, FaultKind, FaultSpec } from "../shared/faults.js";
export type { Mail } from "../shared/mailbox.js";
