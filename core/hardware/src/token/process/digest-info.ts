import type { HashAlgorithm } from "@perennial/pki";

/** What stands before the digest in DigestInfo, RFC 8017 section 9.2, note 1. */
const prefixes: Readonly<Record<HashAlgorithm, Buffer>> = {
  sha256: Buffer.from("3031300d060960864801650304020105000420", "hex"),
  sha384: Buffer.from("3041300d060960864801650304020205000430", "hex"),
  sha512: Buffer.from("3051300d060960864801650304020305000440", "hex"),
};

/** DigestInfo, DER: what CKM_RSA_PKCS pads and signs. */
export function digestInfo(hash: HashAlgorithm, digest: Buffer): Buffer {
  return Buffer.concat([prefixes[hash], digest]);
}
