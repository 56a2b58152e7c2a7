export { MakeBackup } from "./back-up.js";
export type { BackupMade, BackupScope } from "./back-up.js";
export { ConfirmSubject } from "./confirm-subject.js";
export type { ConfirmedSubject } from "./confirm-subject.js";
export { CreateRequest } from "./create-request.js";
export type { SavedRequest } from "./create-request.js";
export { GenerateKeyPair } from "./generate-key-pair.js";
export type { EntropyRequest, GeneratedKey } from "./generate-key-pair.js";
export { InstallCertificate } from "./install-certificate.js";
export type { InstalledCertificate } from "./install-certificate.js";
export { ObtainCertificate } from "./obtain-certificate.js";
export type {
  Delivery,
  FileContent,
  ObtainedCertificate,
  WaitForCertificate,
} from "./obtain-certificate.js";
export { localEffects } from "./local-effects.js";
export { VerifyCertificate, verifyCertificate } from "./verify-certificate.js";
export type {
  CertificateToVerify,
  VerificationRules,
  VerifiedCertificate,
} from "./verify-certificate.js";
