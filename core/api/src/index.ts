import "reflect-metadata";

export type { Json, JsonObject } from "./json.js";
export { message } from "./message.js";
export type { Message } from "./message.js";
export { PerennialError, toErrorData, toPerennialError } from "./errors.js";
export type { EffectCertainty, ErrorData, ErrorOptions, Retry } from "./errors.js";
export { isSecretRef } from "./form.js";
export { isKeyPlace, softwareKeyPlace } from "./key-place.js";
export type { FieldSchema, FormSchema, SecretRef } from "./form.js";
export type {
  Instant,
  Page,
  Question,
  Refusal,
  Wait,
  WaitForDate,
  WaitForFile,
  WaitForMail,
  WaitForPerson,
  WaitForPoll,
  WaitForStep,
  WaitForToken,
} from "./wait.js";
export { catalogue as apiCatalogue } from "./l10n/index.js";
export { done, failed, skipped, waiting } from "./outcome.js";
export type { Done, Failed, Outcome, Skipped, Waiting } from "./outcome.js";
export { didNotHappen, happened, unknown } from "./renewal.js";
export type {
  CancellationToken,
  CurrentCertificate,
  Effect,
  Found,
  Renewal,
  UnknownAttempt,
} from "./renewal.js";
export { renewal, step, stepName } from "./step.js";
export type { Flow, Step, StepType } from "./step.js";
export { construct, inject, injectable, service, token } from "./inject.js";
export type { Service, Token } from "./inject.js";
export { afterEffect } from "./portal/after-effect.js";
export { readTags } from "./portal/html.js";
export type { Tag } from "./portal/html.js";
export { withoutEffect } from "./portal/without-effect.js";
export { definePlugin, provide } from "./plugin.js";
export type { Binding, Guard, GuardRequest, GuardedAccount, Plugin, Provider } from "./plugin.js";
export type {
  Condition,
  Contact,
  Manifest,
  Permissions,
  ProviderManifest,
  AskManifest,
  StepManifest,
  StepVariant,
} from "./manifest.js";
export {
  Certificates,
  Clock,
  Files,
  Http,
  Keys,
  Log,
  Requests,
  Secrets,
  Signatures,
  Tokens,
  Ui,
} from "./services/index.js";
export type {
  Backup,
  BusinessCalendar,
  CertificateInfo,
  CertificateRequest,
  CertificatesRead,
  FileRef,
  FileSignatures,
  FoundSignature,
  HttpRequest,
  HttpResponse,
  InstalledPair,
  KeyAlgorithm,
  KeyOnToken,
  KeyRef,
  ListedFile,
  ProfileFinding,
  ProfileRules,
  ProxyFound,
  ReadRemark,
  ReadRequest,
  RequestKey,
  RequestRules,
  SavedFile,
  SeenToken,
  SignedFile,
  SubjectFields,
  SubjectOfCertificate,
  TokenCertificate,
  TokensSeen,
  UploadedFile,
} from "./services/index.js";
export {
  ConfirmSubject,
  CreateRequest,
  GenerateKeyPair,
  InstallCertificate,
  MakeBackup,
  ObtainCertificate,
  VerifyCertificate,
  localEffects,
  verifyCertificate,
} from "./steps/index.js";
export type {
  BackupMade,
  BackupScope,
  CertificateToVerify,
  ConfirmedSubject,
  Delivery,
  EntropyRequest,
  FileContent,
  GeneratedKey,
  InstalledCertificate,
  ObtainedCertificate,
  SavedRequest,
  VerificationRules,
  VerifiedCertificate,
  WaitForCertificate,
} from "./steps/index.js";
