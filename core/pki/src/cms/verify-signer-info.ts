import { constants, verify } from "node:crypto";
import type { X509Certificate } from "node:crypto";
import { invalidSignature } from "../signing/signature-report.js";
import { hashOfSignature, hashesByOid, signatureOids } from "../signing/algorithms.js";
import type { VerifiedHash } from "../signing/algorithms.js";
import { readPssParameters } from "./pss-parameters.js";
import type { SignerInfoRead } from "./read-signer-info.js";

/** How a signature was made. */
export interface SignatureScheme {
  readonly hash: VerifiedHash;
  readonly scheme: "RSASSA-PKCS1-v1_5" | "RSASSA-PSS" | "ECDSA";
  /** Bytes, for RSASSA-PSS. */
  readonly saltLength?: number;
}

/**
 * The scheme that a SignerInfo names. A signature over another hash than the content's is refused
 * (RFC 5652 section 5.3 lets them differ, no signer does that, and it helps attackers).
 * @throws PerennialError `signatures.invalid` with `reason` `weakDigest` or `algorithm`.
 */
export function signatureScheme(info: SignerInfoRead): SignatureScheme {
  const hash = hashesByOid.get(info.digestAlgorithm.oid);
  if (hash === undefined) throw invalidSignature("weakDigest");
  const { oid, parameters } = info.signatureAlgorithm;
  if (oid === signatureOids.rsaEncryption) return { hash, scheme: "RSASSA-PKCS1-v1_5" };
  if (oid === signatureOids.rsaPss) {
    const pss = readPssParameters(parameters);
    if (pss?.hash !== hash) throw invalidSignature("algorithm", undefined, { oid });
    return { hash, scheme: "RSASSA-PSS", saltLength: pss.saltLength };
  }
  const combined = hashOfSignature.get(oid);
  if (combined?.hash !== hash) throw invalidSignature("algorithm", undefined, { oid });
  return { hash, scheme: combined.key === "ec" ? "ECDSA" : "RSASSA-PKCS1-v1_5" };
}

/** Whether the signature over the data is that of the certificate's key. */
export function isSignatureOf(
  { publicKey }: X509Certificate,
  { hash, scheme, saltLength }: SignatureScheme,
  data: Uint8Array,
  signature: Uint8Array,
): boolean {
  const kinds = { ECDSA: ["ec"], "RSASSA-PKCS1-v1_5": ["rsa"], "RSASSA-PSS": ["rsa", "rsa-pss"] };
  if (!kinds[scheme].includes(publicKey.asymmetricKeyType ?? "")) return false;
  if (scheme === "ECDSA") {
    return verify(hash, data, { key: publicKey, dsaEncoding: "der" }, signature);
  }
  const padding =
    scheme === "RSASSA-PSS"
      ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: saltLength ?? 0 }
      : { padding: constants.RSA_PKCS1_PADDING };
  return verify(hash, data, { key: publicKey, ...padding }, signature);
}
