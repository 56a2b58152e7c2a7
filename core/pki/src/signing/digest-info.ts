import { der, derTags, objectIdentifier, sequence } from "./der-writer.js";

const hashOids = {
  sha256: "2.16.840.1.101.3.4.2.1",
  sha384: "2.16.840.1.101.3.4.2.2",
  sha512: "2.16.840.1.101.3.4.2.3",
} as const;

/**
 * What RSASSA-PKCS1-v1_5 pads and signs (RFC 8017 section 9.2): a DigestInfo, DER, with NULL
 * parameters. It is what CKM_RSA_PKCS of PKCS#11 wants.
 */
export function digestInfo(digest: Uint8Array, hash: keyof typeof hashOids): Uint8Array {
  return sequence(
    sequence(objectIdentifier(hashOids[hash]), der(derTags.null)),
    der(derTags.octetString, digest),
  );
}
