import { PerennialError } from "@perennial/api";
import type { CertificateInfo } from "@perennial/api";
import { verifyCades } from "../cades/verify-cades.js";
import type { CadesVerification } from "../cades/verify-cades.js";
import { invalidSignature } from "../signing/signature-report.js";
import type { VerifySignatureRequest } from "../signing/signature-report.js";
import { notCms } from "./not-cms.js";

/** A signed message, its signature checked. */
export interface VerifiedCms {
  readonly content: Uint8Array;
  readonly signer: CertificateInfo;
  /** From the signer to the root, DER. */
  readonly chain: readonly Uint8Array[];
}

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
  if (request.content.length > largestMessage) throw notCms();
  const { roots, at } = request;
  const message = await verifyOne({ signature: request.content, roots, at });
  if (message.content === null) throw invalidSignature("detached");
  const [report, ...others] = message.signatures;
  if (report === undefined || others.length > 0) throw invalidSignature("signers");
  const refusal = report.findings.find(({ severity }) => severity === "refusal");
  if (refusal !== undefined || report.signer === null) {
    throw asRefusal(PerennialError.fromJSON(refusal?.error ?? notCms().toJSON()), report.signer);
  }
  return {
    content: new Uint8Array(message.content),
    signer: report.signer,
    chain: report.chain,
  };
}

/** Too many signatures are as wrong as two. */
async function verifyOne(request: VerifySignatureRequest): Promise<CadesVerification> {
  try {
    return await verifyCades(request);
  } catch (cause) {
    if (PerennialError.is(cause, "signatures.too-many")) throw invalidSignature("signers", cause);
    throw cause;
  }
}

/** One of the codes that are promised: a certificate for other uses is not trusted for this one. */
function asRefusal(error: PerennialError, signer: CertificateInfo | null): PerennialError {
  return PerennialError.is(error, "signatures.invalid") ||
    PerennialError.is(error, "signatures.untrusted")
    ? error
    : new PerennialError(
        "signatures.untrusted",
        { subject: signer?.subject ?? "" },
        { cause: error },
      );
}
