import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { PerennialError } from "@perennial/api";
import { InputFile } from "./input-file.js";
import { checkOutput } from "./own-output.js";
import type { FileSigner } from "./sign-file.js";
import { outputPath, type SignatureForm, type SignatureFormat } from "./signature-format.js";

/** Which files are to be signed, and how, as the command line says it. */
export interface FilesWish {
  /** As they were given. */
  readonly files: readonly string[];
  readonly cwd: string;
  /** For all of them; otherwise PAdES for PDFs and CAdES for everything else. */
  readonly format: SignatureFormat | undefined;
  readonly attached: boolean;
  /** A file, or a folder that is there. */
  readonly output: string | undefined;
}

/** A file whose signing was thought through before any key is used. */
export interface PlannedFile {
  /** As it was given. */
  readonly file: string;
  readonly path: string;
  readonly output: string;
  readonly form: SignatureForm;
  /** Bytes. */
  readonly size: number;
}

/**
 * Looks at every file, so that nothing is signed if one of them cannot be.
 * @throws PerennialError `files.*`, `pdf.not-pdf`, `pdf.too-large`, `signatures.too-large`,
 *   `usage.output-of-several`, `signing.same-output`.
 */
export async function planFiles(wish: FilesWish): Promise<readonly PlannedFile[]> {
  const folder = await folderOf(wish);
  const planned: PlannedFile[] = [];
  for (const file of wish.files) {
    const path = resolve(wish.cwd, file);
    await using input = await InputFile.open(path);
    const form = await formOf(input, wish);
    const named = folder === undefined ? wish.output : undefined;
    const output = named === undefined ? outputPath(path, form, folder) : resolve(wish.cwd, named);
    const other = planned.find((one) => one.output === output);
    if (other !== undefined) {
      throw new PerennialError("signing.same-output", { path: output, files: [other.file, file] });
    }
    planned.push({ file, path, output, form, size: input.size });
  }
  return planned;
}

/**
 * Judges each output. @returns those that replace a former one.
 * @throws PerennialError as {@link checkOutput}.
 */
export async function checkOutputs(
  files: readonly PlannedFile[],
  force: boolean,
  by: Pick<FileSigner, "signer" | "certificate">,
): Promise<ReadonlySet<PlannedFile>> {
  const replacing = new Set<PlannedFile>();
  for (const file of files) {
    await using input = await InputFile.open(file.path);
    const { output: path, form } = file;
    if (await checkOutput({ path, form, input, force, ...signerOf(by) })) replacing.add(file);
  }
  return replacing;
}

/** What of a signer tells whose a former output is. */
export function signerOf({ signer, certificate }: Pick<FileSigner, "signer" | "certificate">) {
  return { signer: certificate, key: signer.spki };
}

async function folderOf({ output, cwd, files }: FilesWish): Promise<string | undefined> {
  if (output === undefined) return undefined;
  const path = resolve(cwd, output);
  const found = await stat(path).catch((error: unknown) => {
    // What cannot be looked at is a file still to be made; writing it says what is wrong.
    if (typeof (error as NodeJS.ErrnoException).syscall === "string") return undefined;
    throw error;
  });
  if (found?.isDirectory() === true) return path;
  if (output.endsWith("/") || files.length > 1) {
    throw new PerennialError("usage.output-of-several", { path });
  }
  return undefined;
}

async function formOf(input: InputFile, wish: FilesWish): Promise<SignatureForm> {
  const { isPdf, largestAttached, largestPdf } = await import("@perennial/pki");
  const { size } = input;
  const pdf = isPdf(await input.head(5));
  const format = wish.format ?? (pdf && !wish.attached ? "pades" : "cades");
  if (format === "pades") {
    if (!pdf) throw new PerennialError("signing.not-pdf", { path: input.path });
    if (size > largestPdf) throw new PerennialError("pdf.too-large", { size, max: largestPdf });
  }
  const attached = format === "cades" && wish.attached;
  if (attached && size > largestAttached) {
    throw new PerennialError("signatures.too-large", { size, max: largestAttached });
  }
  return { format, attached };
}
