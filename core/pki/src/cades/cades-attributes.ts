import { createHash } from "node:crypto";
import { attribute, attributeSet, cmsOids } from "../cms/attribute.js";
import {
  contextTag,
  der,
  derTags,
  objectIdentifier,
  sequence,
  time,
} from "../signing/der-writer.js";
import type { SigningIdentity } from "../signing/signing-identity.js";

/**
 * The signed attributes of level B-B, ETSI EN 319 122-1 section 6.3 and, without a signing time,
 * EN 319 142-1 section 6.3, where the time stands in the signature dictionary.
 * @param digest of the content.
 * @returns the SET OF to be signed, DER.
 */
export function cadesAttributes(
  identity: SigningIdentity,
  digest: Uint8Array,
  { signingTime }: { readonly signingTime: boolean },
): Uint8Array {
  return attributeSet([
    attribute(cmsOids.contentType, objectIdentifier(cmsOids.data)),
    attribute(cmsOids.messageDigest, der(derTags.octetString, digest)),
    attribute(cmsOids.signingCertificateV2, signingCertificate(identity)),
    ...(signingTime ? [attribute(cmsOids.signingTime, time(identity.at))] : []),
  ]);
}

/**
 * SigningCertificateV2 with one ESSCertIDv2, RFC 5035 section 3. SHA-256 is the default of
 * `hashAlgorithm` and so is not written.
 */
function signingCertificate({ x509, issuer, serial }: SigningIdentity): Uint8Array {
  const hash = createHash("sha256").update(x509.raw).digest();
  const directoryName = der(contextTag(4), issuer);
  return sequence(
    sequence(sequence(der(derTags.octetString, hash), sequence(sequence(directoryName), serial))),
  );
}
