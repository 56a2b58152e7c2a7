export type {
  ExistingCertificate,
  ExistingCertificateRequest,
  IssuerKind,
} from "./certificates/existing-certificate.js";
export { certificateVariants, type CertificateVariant } from "./certificates/handed-out.js";
export { readCode } from "./code/code-picture.js";
export {
  mailedKinds,
  sentKinds,
  type MailedKind,
  type SentKind,
} from "./documents/document-kind.js";
export {
  documentFileName,
  drawDocument,
  type DocumentContent,
} from "./documents/mailed-documents.js";
export type { AutomaticWork, DigisignSimulatorOptions } from "./options.js";
export type { AcknowledgedDocument, HolderData, Order, OrderState } from "./order.js";
export type { ApprovalOptions } from "./review-office.js";
export type { DateThresholds } from "./rules/date-rules.js";
export {
  DigisignSimulator,
  startDigisignSimulator,
  type DigisignAddresses,
  type DigisignRootFiles,
  type DigisignRoots,
} from "./simulator.js";
export type { SystemTools } from "./verification/system-tools.js";
export type { Fault, FaultKind, FaultSpec } from "../shared/faults.js";
export type { Mail } from "../shared/mailbox.js";
