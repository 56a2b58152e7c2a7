import { PerennialError } from "@perennial/api";
import { instant } from "../certificates/certificate-info.js";
import type { PathRule } from "./path-rule.js";

/** Validity, RFC 5280 section 6.1.3 (a) (2); the anchor's too, as OpenSSL does. */
export const checkValidity: PathRule = (path, at) => {
  for (const { x509, subject } of path) {
    if (at < x509.validFromDate) {
      throw new PerennialError("certificates.not-yet-valid", {
        subject,
        notBefore: instant(x509.validFromDate),
      });
    }
    if (at > x509.validToDate) {
      throw new PerennialError("certificates.expired", {
        subject,
        notAfter: instant(x509.validToDate),
      });
    }
  }
};
