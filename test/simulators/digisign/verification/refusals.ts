import { PortalError } from "../../shared/portal-error.js";

/** The refusal of a document. */
export function refused(code: string, message: string, detail = "", status = 400): PortalError {
  return new PortalError(status, `document.${code}`, message, detail);
}

export function badSignature(detail: string): PortalError {
  return refused("signature-invalid", "The signature of the document is not valid.", detail);
}

export function notSigned(detail: string): PortalError {
  return refused("not-signed", "The document is not signed.", detail);
}
