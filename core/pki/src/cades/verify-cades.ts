import { readableCertificates } from "../cms/find-signer-certificate.js";
import { messageDer } from "../cms/message-der.js";
import { notCms } from "../cms/not-cms.js";
import { readSignedData } from "../cms/read-signed-data.js";
import { PerennialError } from "@perennial/api";
import { hashesByOid } from "../signing/algorithms.js";
import type { VerifiedHash } from "../signing/algorithms.js";
import { digestContent } from "../signing/content.js";
import type { SignatureReport, VerifySignatureRequest } from "../signing/signature-report.js";
import { judgeSignature } from "./judge-signature.js";
import { largestAttached } from "./sign-cades.js";

/** A CMS message, all its signatures judged. */
export interface CadesVerification {
  readonly signatures: readonly SignatureReport[];
  /** The attached content; null if the signature is detached. */
  readonly content: Uint8Array | null;
}

/** Signatures of one message; each takes a chain. */
const mostSignatures = 64;
/** Bytes of certificates and signatures around a content. */
const largestFrame = 16 * 1024 * 1024;

/**
 * Verifies a CMS or CAdES signature, attached or detached. A content that is given with an attached
 * signature must be the attached one.
 * @throws PerennialError `signatures.not-cms`, also without any signature in it;
 *   `signatures.too-large` (`size`, `max`) over 528 MiB; `signatures.too-many` (`count`, `max`) over
 *   64; and what reading the content throws. What is wrong with a signature is in its findings.
 */
export async function verifyCades(request: VerifySignatureRequest): Promise<CadesVerification> {
  const size = request.signature.length;
  const max = largestAttached + largestFrame;
  if (size > max) throw new PerennialError("signatures.too-large", { size, max });
  const der = messageDer(request.signature);
  if (der === null) throw notCms();
  const message = readSignedData(der);
  const count = message.signers.length;
  if (count === 0) throw notCms();
  if (count > mostSignatures) {
    throw new PerennialError("signatures.too-many", { count, max: mostSignatures });
  }
  const hashes = message.signers.flatMap(({ digestAlgorithm }): readonly VerifiedHash[] => {
    const hash = hashesByOid.get(digestAlgorithm.oid);
    return hash === undefined ? [] : [hash];
  });
  const contents = await Promise.all(
    [message.content, request.content]
      .filter((content) => content !== null && content !== undefined)
      .map(async (content) => (await digestContent(content, hashes)).digests),
  );
  const certificates = await readableCertificates(message.certificates);
  const { contentType } = message;
  const signatures: SignatureReport[] = [];
  for (const info of message.signers) {
    signatures.push(await judgeSignature({ info, contentType, contents, certificates }, request));
  }
  return { signatures, content: message.content };
}
