import { PerennialError } from "@perennial/api";
import type { JsonObject } from "@perennial/api";
import type { ParsedCertificate } from "./parsed-certificate.js";

/** A certification path: the certificate first, the trust anchor last. */
export type Path = readonly [ParsedCertificate, ...ParsedCertificate[]];

/**
 * One rule of path validation. Throws the error of the first certificate that breaks it.
 * @param at the time that validity is judged at.
 */
export type PathRule = (path: Path, at: Date) => void | Promise<void>;

/** The error of a certificate that breaks a rule of RFC 5280 section 6.1. */
export function invalid(
  certificate: ParsedCertificate,
  rule: string,
  params: JsonObject = {},
  cause?: unknown,
): PerennialError {
  return new PerennialError(
    "certificates.chain-invalid",
    { subject: certificate.subject, rule, value: "", ...params },
    { cause },
  );
}
