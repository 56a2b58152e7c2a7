import { der, derTags, objectIdentifier, sequence, sortedSet } from "../signing/der-writer.js";

/** Object identifiers of attributes and contents: RFC 5652 section 11, RFC 5035. */
export const cmsOids = {
  data: "1.2.840.113549.1.7.1",
  signedData: "1.2.840.113549.1.7.2",
  contentType: "1.2.840.113549.1.9.3",
  messageDigest: "1.2.840.113549.1.9.4",
  signingTime: "1.2.840.113549.1.9.5",
  signingCertificateV2: "1.2.840.113549.1.9.16.2.47",
} as const;

/** An Attribute with one value, DER. */
export function attribute(type: string, value: Uint8Array): Uint8Array {
  return sequence(objectIdentifier(type), der(derTags.set, value));
}

/** The attributes of a signer as they are signed: a SET OF in DER, RFC 5652 section 5.4. */
export function attributeSet(attributes: readonly Uint8Array[]): Uint8Array {
  return der(derTags.set, ...sortedSet(attributes));
}
