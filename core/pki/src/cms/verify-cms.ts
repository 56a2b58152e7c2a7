import type { X509Certificate } from "node:crypto";
import { PerennialError } from "@perennial/api";
import type { CertificateInfo } from "@perennial/api";
import type { ContentInfo, SignedData } from "pkijs";
import { buildChain } from "../chain/build-chain.js";
import { infoOf, parseCertificate } from "../certificates/certificate-info.js";
import { decodeText } from "../certificates/text.js";
import { decodeBase64, readPem } from "../pem.js";
import { checkSignedAttributes, isStrongDigest } from "./signed-attributes.js";

/** A signed message, its signature checked. */
export interface VerifiedCms {
  readonly content: Uint8Array;
  readonly signer: CertificateInfo;
  /** From the signer to the root, DER. */
  readonly chain: readonly Uint8Array[];
}

const labels = new Set(["CMS", "PKCS7", "PKCS #7 SIGNED DATA"]);
const signedDataOid = "1.2.840.113549.1.7.2";
/** Bytes. */
const largestMessage = 16 * 1024 * 1024;

/**
 * Verifies an enveloping CMS SignedData, RFC 5652 section 5, with one signer, signed attributes, and
 * the signer's certificate in it. Signatures without signed attributes are refused: their content
 * could be the attributes of another message.
 * @param request.content DER, PEM or base64.
 * @param request.roots PEM, DER in base64, or `system`.
 * @param request.at the time that the signer's chain is judged at.
 * @throws PerennialError `signatures.not-cms`, `signatures.invalid` with `reason`,
 *   `signatures.untrusted` with the chain's error as its cause.
 */
export async function verifyCms(request: {
  readonly content: Uint8Array;
  readonly roots: readonly string[];
  readonly at: Date;
}): Promise<VerifiedCms> {
  const message = await parse(request.content);
  const { OctetString } = await import("asn1js");
  const eContent: unknown = message.encapContentInfo.eContent;
  if (!(eContent instanceof OctetString)) throw invalid("detached");
  const content = eContent.getValue();
  const [info, ...others] = message.signerInfos;
  if (info === undefined || others.length > 0) throw invalid("signers");
  if (!isStrongDigest(info.digestAlgorithm.algorithmId)) throw invalid("weakDigest");
  checkSignedAttributes(info, message.encapContentInfo.eContentType);
  const signer = await verifySignature(message);
  const certificates = await certificatesOf(message);
  const chain = await signerChain(signer, certificates, request);
  return { content: new Uint8Array(content), signer: infoOf(signer), chain };
}

async function parse(bytes: Uint8Array): Promise<SignedData> {
  const { ContentInfo, SignedData } = await import("pkijs");
  const der = bytes.length > largestMessage ? null : messageDer(bytes);
  if (der === null) throw new PerennialError("signatures.not-cms");
  try {
    const info: ContentInfo = ContentInfo.fromBER(der);
    if (info.contentType !== signedDataOid) throw new PerennialError("signatures.not-cms");
    return new SignedData({ schema: info.content });
  } catch (cause) {
    throw new PerennialError("signatures.not-cms", {}, { cause });
  }
}

function messageDer(bytes: Uint8Array): Uint8Array | null {
  const text = decodeText(bytes)?.content;
  if (text === undefined) return bytes;
  const { blocks } = readPem(text);
  if (blocks.length === 0) return decodeBase64(text) ?? bytes;
  return blocks.find(({ label }) => labels.has(label))?.content ?? null;
}

async function verifySignature(message: SignedData): Promise<X509Certificate> {
  let result;
  try {
    result = await message.verify({ signer: 0, checkChain: false, extendedMode: true });
  } catch (cause) {
    throw invalid("signature", cause);
  }
  if (result.signatureVerified !== true || !result.signerCertificate) throw invalid("signature");
  return parseCertificate(new Uint8Array(result.signerCertificate.toSchema().toBER()));
}

async function certificatesOf(message: SignedData): Promise<readonly Uint8Array[]> {
  const { Certificate } = await import("pkijs");
  return (message.certificates ?? [])
    .filter((certificate) => certificate instanceof Certificate)
    .map((certificate) => new Uint8Array(certificate.toSchema().toBER()));
}

async function signerChain(
  signer: X509Certificate,
  intermediates: readonly Uint8Array[],
  { roots, at }: { readonly roots: readonly string[]; readonly at: Date },
): Promise<readonly Uint8Array[]> {
  try {
    return await buildChain({ certificate: signer.raw, intermediates, roots, at });
  } catch (cause) {
    if (!PerennialError.is(cause)) throw cause;
    const { subject } = infoOf(signer);
    throw new PerennialError("signatures.untrusted", { subject }, { cause });
  }
}

function invalid(reason: string, cause?: unknown): PerennialError {
  return new PerennialError("signatures.invalid", { reason }, { cause });
}
