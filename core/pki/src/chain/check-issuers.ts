import { invalid } from "./path-rule.js";
import type { PathRule } from "./path-rule.js";
import { extensionOids } from "./parsed-certificate.js";
import type { ParsedCertificate } from "./parsed-certificate.js";

/** The sixth bit of KeyUsage, RFC 5280 section 4.2.1.3. */
const keyCertSign = 0x04;

/**
 * Whoever issues is a certification authority: names chain, basic constraints, path length, and the
 * key usage keyCertSign. RFC 5280 section 6.1.3 (a) (4) and 6.1.4 (k) to (n).
 */
export const checkIssuers: PathRule = async (path) => {
  const { BasicConstraints } = await import("pkijs");
  /** Certificates below the issuer that are not self-issued, the first one apart. */
  let below = 0;
  for (const [index, issuer] of path.slice(1).entries()) {
    const subject = path[index];
    if (subject === undefined || !subject.asn.issuer.isEqual(issuer.asn.subject)) {
      throw invalid(issuer, "nameChaining");
    }
    if (index > 0 && !subject.selfIssued) below += 1;
    const constraints = issuer.value(extensionOids.basicConstraints, BasicConstraints);
    if (constraints?.cA !== true && !isOldAnchor(issuer, index === path.length - 2)) {
      throw invalid(issuer, "basicConstraints");
    }
    const limit = pathLength(constraints?.pathLenConstraint);
    if (limit < below) throw invalid(issuer, "pathLength", { value: String(limit) });
    if (!maySign(issuer)) throw invalid(issuer, "keyUsage");
  }
};

/** A self-signed anchor from before version 3 had no way to say that it is an authority. */
function isOldAnchor(certificate: ParsedCertificate, anchor: boolean): boolean {
  return anchor && certificate.asn.version < 2 && certificate.selfIssued;
}

function pathLength(constraint: unknown): number {
  if (constraint === undefined) return Infinity;
  // PKI.js leaves integers above 32 bits undecoded; no path is as long.
  return typeof constraint === "number" ? constraint : Infinity;
}

function maySign(certificate: ParsedCertificate): boolean {
  if (certificate.extension(extensionOids.keyUsage) === undefined) return true;
  return ((keyUsageBytes(certificate)[0] ?? 0) & keyCertSign) !== 0;
}

/** The bits of KeyUsage, the first bit highest; empty when there is no such extension. */
export function keyUsageBytes(certificate: ParsedCertificate): Uint8Array {
  const value: unknown = certificate.extension(extensionOids.keyUsage)?.parsedValue;
  if (typeof value !== "object" || value === null || !("valueBlock" in value)) {
    return new Uint8Array();
  }
  const block = value.valueBlock as { readonly valueHexView?: Uint8Array };
  return block.valueHexView ?? new Uint8Array();
}
