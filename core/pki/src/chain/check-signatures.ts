import { invalid } from "./path-rule.js";
import type { PathRule } from "./path-rule.js";
import type { ParsedCertificate } from "./parsed-certificate.js";

/** Signatures, RFC 5280 section 6.1.3 (a) (1). The anchor's own says nothing. */
export const checkSignatures: PathRule = (path) => {
  for (const [index, certificate] of path.slice(0, -1).entries()) {
    const issuer = path[index + 1];
    if (issuer === undefined || !isSignedBy(certificate, issuer)) {
      throw invalid(certificate, "signature");
    }
  }
};

/** Whether the key of `issuer` made the signature. */
export function isSignedBy(certificate: ParsedCertificate, issuer: ParsedCertificate): boolean {
  try {
    return certificate.x509.verify(issuer.publicKey);
  } catch (error) {
    // OpenSSL reports a key of another kind than the signature as an error of its own.
    if (error instanceof Error && "code" in error && String(error.code).startsWith("ERR_")) {
      return false;
    }
    throw error;
  }
}
