import {
  checkRequest,
  type CheckedRequest,
  type KeyFacts,
} from "../../pki/certification-request.js";
import { PortalError } from "../../shared/portal-error.js";

const curves = ["prime256v1", "secp384r1", "secp521r1"];

/** RSA of at least 2048 bits in whole bytes, P-256, P-384, P-521 (CA/B Forum S/MIME BR 6.1.5). */
function smimeKeys({ type, bits, exponent, curve }: KeyFacts): "rsa" | "ec" {
  if (type === "rsa") {
    if (bits < 2048 || bits % 8 !== 0 || exponent < 65537n)
      throw new PortalError(400, "csr.weak-key", "The key is too weak.", String(bits));
    return "rsa";
  }
  if (type === "ec" && curves.includes(curve)) return "ec";
  const detail = curve === "" ? type : curve;
  throw new PortalError(400, "csr.wrong-curve", "Keys of this kind are not certified.", detail);
}

/**
 * Reads a request, PEM or DER, and checks its key and signature.
 * @throws PortalError `csr.unreadable`, `csr.bad-signature`, `csr.weak-key` (`detail` the bits),
 *   `csr.wrong-curve`.
 */
export function readSmimeRequest(content: Buffer): Promise<CheckedRequest> {
  return checkRequest(content, smimeKeys);
}
