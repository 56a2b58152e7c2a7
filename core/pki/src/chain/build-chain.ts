import type { X509Certificate } from "node:crypto";
import { PerennialError } from "@perennial/api";
import { checkExtensions } from "./check-extensions.js";
import { checkIssuers } from "./check-issuers.js";
import { checkNameConstraints } from "./check-name-constraints.js";
import { checkPolicies } from "./check-policies.js";
import { checkSignatures } from "./check-signatures.js";
import { checkStrength } from "./check-strength.js";
import { checkValidity } from "./check-validity.js";
import { ParsedCertificate } from "./parsed-certificate.js";
import { findPaths } from "./find-paths.js";
import type { Path, PathRule } from "./path-rule.js";
import { parseCertificate } from "../certificates/certificate-info.js";
import { readRoots } from "../certificates/read-roots.js";

/** What a chain is built from. */
export interface ChainRequest {
  /** The certificate whose chain is wanted, DER. */
  readonly certificate: Uint8Array;
  /** Certificates that may stand in between, DER; those that do not belong are ignored. */
  readonly intermediates: readonly Uint8Array[];
  /** PEM, DER in base64, or `system` for the roots that Node carries. */
  readonly roots: readonly string[];
  /** The time that validity is judged at. */
  readonly at: Date;
}

/** Names before validity: an expired forgery is a forgery. */
const rules: readonly PathRule[] = [
  checkSignatures,
  checkExtensions,
  checkIssuers,
  checkStrength,
  checkValidity,
  checkNameConstraints,
  checkPolicies,
];

/**
 * Builds a chain and validates it, RFC 5280 section 6. PKI.js's own engine is not used: it does not
 * look at path lengths nor at critical extensions of the certificate itself, and does not say which
 * certificate failed. Revocation is not looked at.
 * @returns the chain from the certificate to the root, DER.
 * @throws PerennialError `certificates.chain-incomplete` (`subject`, `issuer`),
 *   `certificates.chain-invalid` (`subject`, `rule`, `value`), `certificates.expired` (`subject`,
 *   `notAfter`), `certificates.not-yet-valid` (`subject`, `notBefore`), `certificates.unreadable`.
 */
export async function buildChain(request: ChainRequest): Promise<readonly Uint8Array[]> {
  const [certificate, intermediates, roots] = await Promise.all([
    parse(parseCertificate(request.certificate)),
    Promise.all(request.intermediates.map((der) => parse(parseCertificate(der)))),
    Promise.all(readRoots(request.roots).map(parse)),
  ]);
  let failure: unknown;
  for (const found of findPaths(certificate, intermediates, roots)) {
    const error = found.path === undefined ? found.missing : await broken(found.path, request.at);
    if (error === undefined) return found.path?.map(({ x509 }) => x509.raw) ?? [];
    // A whole path that fails says more than one that ends too early.
    if (failure === undefined || (found.path !== undefined && isIncomplete(failure))) {
      failure = error;
    }
  }
  throw failure;
}

async function parse(x509: X509Certificate): Promise<ParsedCertificate> {
  try {
    return await ParsedCertificate.from(x509);
  } catch (cause) {
    throw new PerennialError("certificates.unreadable", { block: 0 }, { cause });
  }
}

async function broken(path: Path, at: Date): Promise<unknown> {
  try {
    for (const rule of rules) await rule(path, at);
    return undefined;
  } catch (error) {
    if (PerennialError.is(error)) return error;
    throw error;
  }
}

function isIncomplete(error: unknown): boolean {
  return PerennialError.is(error, "certificates.chain-incomplete");
}
