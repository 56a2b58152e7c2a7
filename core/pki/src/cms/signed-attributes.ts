import { PerennialError } from "@perennial/api";
import type { SignerInfo } from "pkijs";

const contentType = "1.2.840.113549.1.9.3";
const messageDigest = "1.2.840.113549.1.9.4";

const strongDigests = new Set([
  "2.16.840.1.101.3.4.2.1", // SHA-256
  "2.16.840.1.101.3.4.2.2", // SHA-384
  "2.16.840.1.101.3.4.2.3", // SHA-512
]);

/** Whether a digest algorithm is one of SHA-2 with 256 bits or more. */
export function isStrongDigest(oid: string): boolean {
  return strongDigests.has(oid);
}

/**
 * Signed attributes are there, with one content type that is the content's and one message digest
 * (RFC 5652 sections 5.3, 11.1 and 11.2). That the digest is right is checked with the signature.
 * @throws PerennialError `signatures.invalid` with `reason` `signedAttributes`.
 */
export function checkSignedAttributes(info: SignerInfo, eContentType: string): void {
  const attributes = info.signedAttrs?.attributes ?? [];
  const only = (type: string): unknown => {
    const found = attributes.filter((attribute) => attribute.type === type);
    const [attribute] = found;
    return found.length === 1 && attribute?.values.length === 1 ? attribute.values[0] : undefined;
  };
  const type = only(contentType) as { getValue?: () => unknown } | undefined;
  if (type?.getValue?.() !== eContentType || only(messageDigest) === undefined) {
    throw new PerennialError("signatures.invalid", { reason: "signedAttributes" });
  }
}
