import type { CheckedRequest } from "../../pki/certification-request.js";
import { x509 } from "../../pki/x509.js";
import { PortalError } from "../../shared/portal-error.js";
import { attributeNames } from "../certificates/smime-name.js";
import type { CertificateChoice } from "./certificate-fields.js";

/**
 * Compares what a request states with what was verified; what it leaves out is no fault.
 * @throws PortalError `csr.common-name`, `csr.subject-mismatch` (detail: the attribute, `SAN` for the
 *   subject alternative name).
 */
export function checkStatedSubject(request: CheckedRequest, choice: CertificateChoice): void {
  for (const relative of request.subject.toJSON())
    for (const [type, values] of Object.entries(relative))
      for (const value of values) checkAttribute(attributeNames[type] ?? type, value, choice);
  const mailbox = choice.fields.find(({ name }) => name === "E")?.value ?? "";
  for (const extension of request.extensions)
    if (extension instanceof x509.SubjectAlternativeNameExtension)
      for (const { type, value } of extension.names.toJSON())
        if (type !== "email" || !sameAddress(value, mailbox)) throw mismatch("SAN");
}

function checkAttribute(name: string, value: string, choice: CertificateChoice): void {
  if (name === "CN") {
    if (!choice.commonNames.some((allowed) => allowed.value === value))
      throw new PortalError(
        400,
        "csr.common-name",
        "The common name is neither the organization nor the mailbox.",
        value,
      );
    return;
  }
  const verified = choice.fields.find((field) => field.name === name)?.value;
  const isSame =
    verified !== undefined && (name === "E" ? sameAddress(value, verified) : value === verified);
  if (!isSame) throw mismatch(name);
}

function sameAddress(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function mismatch(attribute: string): PortalError {
  return new PortalError(
    400,
    "csr.subject-mismatch",
    "The request states something else than what was verified.",
    attribute,
  );
}
