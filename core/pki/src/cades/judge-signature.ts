import type { X509Certificate } from "node:crypto";
import { PerennialError } from "@perennial/api";
import { infoOf, instant } from "../certificates/certificate-info.js";
import { findSignerCertificate } from "../cms/find-signer-certificate.js";
import { contentTypeOf, messageDigestOf, signingTimeOf } from "../cms/read-attributes.js";
import type { SignerInfoRead } from "../cms/read-signer-info.js";
import { isSignatureOf, signatureScheme } from "../cms/verify-signer-info.js";
import type { SignatureScheme } from "../cms/verify-signer-info.js";
import { invalidSignature, refusal, remark } from "../signing/signature-report.js";
import type {
  Digests,
  SignatureFinding,
  SignatureReport,
  TrustRules,
} from "../signing/signature-report.js";
import { judgeSigner } from "./judge-signer.js";
import { signingCertificateBinding } from "./read-signing-certificate.js";

/** One signature of a message. */
export interface SignatureToJudge {
  readonly info: SignerInfoRead;
  /** Of the message, dotted. */
  readonly contentType: string;
  /** Each set is of something that must be what was signed; none where the content is missing. */
  readonly contents: readonly Digests[];
  readonly certificates: readonly X509Certificate[];
  /** The time that a PDF claims for its signature. */
  readonly claimedTime?: Date | null;
}

/**
 * Verifies one signature: CMS (RFC 5652 section 5.6), the binding of the signer's certificate
 * (RFC 5035 section 3), and the signer's chain. Everything that is wrong is found, not only the first.
 */
export async function judgeSignature(
  toJudge: SignatureToJudge,
  rules: TrustRules,
): Promise<SignatureReport> {
  const { info, certificates } = toJudge;
  const findings: SignatureFinding[] = [];
  const scheme = schemeOf(info, findings);
  if (scheme !== null) checkAttributes(toJudge, scheme, findings);
  const signer = findSignerCertificate(info.identifier, certificates);
  if (signer === undefined) findings.push(refusal(invalidSignature("signerCertificate")));
  else if (scheme !== null) checkSignature(info, signer, scheme, findings);
  const binding = signer && signingCertificateBinding(info, signer.raw);
  if (binding === "other") findings.push(refusal(invalidSignature("signingCertificate")));
  if (binding === "absent") findings.push(remark(new PerennialError("signatures.not-bound")));
  const claimed = signingTimeOf(info) ?? toJudge.claimedTime ?? null;
  const trust =
    signer === undefined
      ? { chain: [], findings: [] }
      : await judgeSigner(signer, certificates, claimed, rules);
  findings.push(...trust.findings);
  return {
    valid: findings.every(({ severity }) => severity !== "refusal"),
    findings,
    signer: signer === undefined ? null : infoOf(signer),
    chain: trust.chain,
    signingTime: claimed === null ? null : instant(claimed),
    algorithm: scheme && `${scheme.scheme} with ${scheme.hash.replace("sha", "SHA-")}`,
    bindsCertificate: binding === "bound",
  };
}

function schemeOf(info: SignerInfoRead, findings: SignatureFinding[]): SignatureScheme | null {
  try {
    return signatureScheme(info);
  } catch (error) {
    if (!PerennialError.is(error, "signatures.invalid")) throw error;
    findings.push(refusal(error));
    return null;
  }
}

/** RFC 5652 sections 5.3, 5.6, 11.1 and 11.2. */
function checkAttributes(
  { info, contentType, contents }: SignatureToJudge,
  { hash }: SignatureScheme,
  findings: SignatureFinding[],
): void {
  const digest = messageDigestOf(info);
  if (digest === null || contentTypeOf(info) !== contentType) {
    findings.push(refusal(invalidSignature("signedAttributes")));
  }
  if (contents.length === 0) {
    findings.push(refusal(new PerennialError("signatures.content-missing")));
  } else if (
    digest === null ||
    contents.some((digests) => Buffer.compare(digests.get(hash) ?? Buffer.alloc(0), digest) !== 0)
  ) {
    findings.push(refusal(invalidSignature("content")));
  }
}

function checkSignature(
  { signedAttributes, signature }: SignerInfoRead,
  signer: X509Certificate,
  scheme: SignatureScheme,
  findings: SignatureFinding[],
): void {
  if (signedAttributes === null || !isSignatureOf(signer, scheme, signedAttributes, signature)) {
    findings.push(refusal(invalidSignature("signature")));
  }
}
