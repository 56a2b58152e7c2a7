import type { CertificateInfo } from "@perennial/api";
import type { HashAlgorithm, PdfSignatureOptions, SignedBy, Signer } from "@perennial/pki";
import type { InputFile } from "./input-file.js";
import type { SignatureForm } from "./signature-format.js";
import { visibleSignature, type VisiblePlace } from "./visible-signature.js";
import { writeOutput } from "./write-output.js";

/** Who signs, for all files of a run. */
export interface FileSigner {
  readonly signer: Signer;
  /** Absent for a raw signature by a key without one. */
  readonly certificate: CertificateInfo | undefined;
  /** DER. */
  readonly chain: readonly Uint8Array[];
  readonly evenExpired: boolean;
  readonly hash?: HashAlgorithm;
  /** The certificate's common name, or its whole subject. */
  readonly name: string;
}

/** What a signature in a PDF says besides. */
export interface PdfWish {
  readonly reason?: string;
  readonly location?: string;
  readonly visible?: VisiblePlace;
  /** Lines of a visible signature. */
  readonly lines: readonly string[];
}

/** One file to sign, its output judged before. */
export interface FileToSign {
  readonly input: InputFile;
  readonly output: string;
  readonly replace: boolean;
  /** As {@link writeOutput} takes it. */
  readonly judge: () => Promise<unknown>;
  readonly form: SignatureForm;
  readonly at: Date;
}

/**
 * Signs one file. What is big is read as a stream; only a PDF is held in memory.
 * @throws PerennialError `signing.file-changed`, `signing.interrupted`, and as `signCades`, `signPdf`,
 *   `signRaw` and {@link writeOutput}.
 */
export async function signFile(by: FileSigner, file: FileToSign, pdf: PdfWish): Promise<void> {
  const { input, output, replace, judge } = file;
  const made = await signaturePieces(by, file, pdf);
  await writeOutput(output, unchanged(made, input), { mode: input.mode, replace, judge });
}

async function signaturePieces(
  by: FileSigner,
  { input, form, at }: FileToSign,
  pdf: PdfWish,
): Promise<AsyncIterable<Uint8Array>> {
  const { signCades, signCadesAttached, signRaw } = await import("@perennial/pki");
  if (form.format === "raw") return one(await signRaw(by.signer, input.pieces(), by.hash));
  const signedBy = signedByOf(by, at);
  if (form.format === "pades") return one(await signWhole(by, signedBy, input, pdf));
  return form.attached
    ? signCadesAttached(signedBy, () => input.pieces())
    : one(await signCades(signedBy, input.pieces()));
}

async function signWhole(
  by: FileSigner,
  signedBy: SignedBy,
  input: InputFile,
  { reason, location, visible, lines }: PdfWish,
): Promise<Uint8Array> {
  const { signPdf } = await import("@perennial/pki");
  const bytes = await input.bytes();
  const options: PdfSignatureOptions = {
    name: by.name,
    ...(reason === undefined ? {} : { reason }),
    ...(location === undefined ? {} : { location }),
    ...(visible === undefined ? {} : { appearance: await visibleSignature(bytes, visible, lines) }),
  };
  return signPdf(signedBy, bytes, options);
}

function signedByOf(by: FileSigner, at: Date): SignedBy {
  const { signer, certificate, chain, evenExpired, hash } = by;
  // Without a certificate only raw signatures are made.
  const der = Buffer.from(certificate?.der ?? "", "base64");
  return {
    signer,
    certificate: der,
    chain,
    at,
    evenExpired,
    ...(hash === undefined ? {} : { hash }),
  };
}

async function* one(piece: Uint8Array): AsyncGenerator<Uint8Array> {
  yield piece;
}

/** Passes on what was made, and fails before its end if the file changed meanwhile. */
async function* unchanged(
  made: AsyncIterable<Uint8Array>,
  input: InputFile,
): AsyncGenerator<Uint8Array> {
  yield* made;
  await input.checkUnchanged();
}
