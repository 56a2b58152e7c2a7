import { verifyCms, type ExpectedSigner } from "./cms-verifier.js";
import { fileType, type FileType } from "./file-type.js";
import { findPdfSignatures } from "./pdf-signatures.js";
import { checkWithPdfsig } from "./poppler-signatures.js";
import { badSignature, notSigned, refused } from "./refusals.js";
import type { SystemTools } from "./system-tools.js";

/** A document whose signature was checked. */
export interface SignedDocument {
  readonly type: FileType;
  /** What was signed: a PDF as it was sent, otherwise the file inside the CMS message. */
  readonly content: Buffer;
  /** Bytes of the document without what signing added. */
  readonly size: number;
}

/** Checks signatures with OpenSSL and, where it is installed, poppler. */
export class SignatureCheck {
  constructor(private readonly tools: SystemTools) {}

  /**
   * A PDF has a PAdES signature in it, any other file is inside a CAdES message.
   * @param accepted the types of content that may be sent.
   * @throws PortalError `document.empty`, `document.type`, `document.not-signed`,
   *   `document.signature-invalid`, `document.other-signer`.
   */
  async check(
    file: Buffer,
    signer: ExpectedSigner,
    accepted: readonly FileType[],
  ): Promise<SignedDocument> {
    if (file.length === 0) throw empty();
    const type = fileType(file);
    if (type === "pdf" && accepted.includes("pdf")) return this.#checkPdf(file, signer);
    // Where only PDFs are taken, a CMS message is as wrong as a picture.
    if (type === "cms" && accepted.length > 1) return checkMessage(file, signer, accepted);
    if (accepted.includes(type)) throw notSigned(type);
    throw wrongType(type);
  }

  async #checkPdf(pdf: Buffer, signer: ExpectedSigner): Promise<SignedDocument> {
    const signatures = findPdfSignatures(pdf);
    const [first] = signatures;
    if (first === undefined) throw notSigned("There is no signature in the PDF.");
    for (const { cms, content } of signatures) await verifyCms({ cms, content }, signer);
    if (!signatures.some(({ coversWholeFile }) => coversWholeFile))
      throw badSignature("The file was changed after it was signed.");
    if (this.tools.poppler) await checkWithPdfsig(pdf);
    const size = first.revisionStart === 0 ? first.content.length : first.revisionStart;
    return { type: "pdf", content: pdf, size };
  }
}

async function checkMessage(
  cms: Buffer,
  signer: ExpectedSigner,
  accepted: readonly FileType[],
): Promise<SignedDocument> {
  const content = await verifyCms({ cms }, signer);
  if (content.length === 0) throw empty();
  const type = fileType(content);
  if (type === "pdf") throw notSigned("A PDF has its signature in it, not around it.");
  if (!accepted.includes(type)) throw wrongType(type);
  return { type, content, size: content.length };
}

function empty(): Error {
  return refused("empty", "The document is empty.");
}

function wrongType(type: FileType): Error {
  return refused("type", "Documents of this type are not taken.", type);
}
