export { Certificates } from "./certificates.js";
export type {
  CertificateInfo,
  CertificatesRead,
  InstalledPair,
  ProfileFinding,
  ProfileRules,
  ReadRemark,
} from "./certificates.js";
export { Clock } from "./clock.js";
export type { BusinessCalendar } from "./clock.js";
export { Files } from "./files.js";
export type { Backup, FileRef, KeyOnToken, ListedFile, SavedFile } from "./files.js";
export { Http } from "./http.js";
export type { HttpRequest, HttpResponse, ProxyFound, UploadedFile } from "./http.js";
export { Keys } from "./keys.js";
export type { KeyAlgorithm, KeyRef } from "./keys.js";
export { Log } from "./log.js";
export { Requests } from "./requests.js";
export type {
  CertificateRequest,
  ReadRequest,
  RequestKey,
  RequestRules,
  SubjectFields,
  SubjectOfCertificate,
} from "./requests.js";
export { Secrets } from "./secrets.js";
export { Signatures } from "./signatures.js";
export type { FileSignatures, FoundSignature, SignedFile } from "./signatures.js";
export { Tokens } from "./tokens.js";
export type { SeenToken, TokenCertificate, TokensSeen } from "./tokens.js";
export { Ui } from "./ui.js";
