import type { DependencyContainer } from "tsyringe";
import { PkiCertificates, PkiRequests, PkiSignatures } from "./pki-ports.js";
import { CertificatePort, DocumentPort, RequestPort, SignaturePort } from "./ports.js";
import { PkiDocuments } from "./signatures/pki-documents.js";

/** Certificates, requests, signatures and documents by `@perennial/pki`, each loaded when it is needed. */
export function bindPki(scope: DependencyContainer): void {
  scope.registerSingleton(CertificatePort, PkiCertificates);
  scope.registerSingleton(RequestPort, PkiRequests);
  scope.registerSingleton(SignaturePort, PkiSignatures);
  scope.registerSingleton(DocumentPort, PkiDocuments);
}
